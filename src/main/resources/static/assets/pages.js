// What all pages share. Pages work without it; with it, a refusal also marks the fields that it is about.
(function () {
  'use strict';

  /** unit_amount, as refusals write it, for unitAmount, as forms do. */
  function inputName(field) {
    return field.replace(/_([a-z])/g, function (whole, letter) {
      return letter.toUpperCase();
    });
  }

  function unmark(form) {
    form.querySelectorAll('[aria-invalid]').forEach(function (input) {
      input.removeAttribute('aria-invalid');
    });
  }

  document.addEventListener('htmx:afterSwap', function (event) {
    var form = event.target.closest('form');
    if (!form) {
      return;
    }
    unmark(form);
    event.target.querySelectorAll('[data-field]').forEach(function (told) {
      var input = form.elements.namedItem(inputName(told.dataset.field));
      if (input instanceof HTMLElement) {
        input.setAttribute('aria-invalid', 'true');
      }
    });
  });

  document.addEventListener('htmx:sendError', function (event) {
    var form = event.target.closest('form');
    var place = form && form.querySelector('[data-problem]');
    if (place) {
      place.textContent = 'The service does not answer. Nothing was sent; try again shortly.';
    }
  });
})();
