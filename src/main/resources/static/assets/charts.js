// Draws what stands in data-chart, in the colours of the page, and again when they change.
(function () {
  'use strict';

  var charts = [];

  function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  }

  /** Minor units, or a rate, as people write them. */
  function written(value, chart) {
    if (value === null || value === undefined) {
      return '–';
    }
    if (!chart.currency) {
      return (value * 100).toLocaleString('en-US', {maximumFractionDigits: 2}) + ' %';
    }
    return (value / Math.pow(10, chart.digits)).toLocaleString('en-US', {style: 'currency', currency: chart.currency});
  }

  function short(value, chart) {
    if (!chart.currency) {
      return written(value, chart);
    }
    return (value / Math.pow(10, chart.digits)).toLocaleString('en-US',
        {style: 'currency', currency: chart.currency, notation: 'compact', maximumFractionDigits: 1});
  }

  function bars(chart, series) {
    if (chart.kind !== 'WATERFALL') {
      return series.values;
    }
    return series.values.map(function (value, i) {
      return [series.starts[i], series.starts[i] + value];
    });
  }

  function barColors(chart, series) {
    if (chart.kind !== 'WATERFALL') {
      return color('c' + series.color);
    }
    return series.values.map(function (value, i) {
      var isLevel = i === 0 || i === series.values.length - 1;
      return color(isLevel ? 'c1' : value < 0 ? 'c3' : 'c2');
    });
  }

  function dataset(chart, series) {
    var isLine = series.line || chart.kind === 'LINE';
    return {
      type: isLine ? 'line' : 'bar',
      label: series.label,
      data: bars(chart, series),
      backgroundColor: isLine ? color('c' + series.color) : barColors(chart, series),
      borderColor: color('c' + series.color),
      borderWidth: isLine ? 2 : 0,
      pointRadius: isLine ? 2 : 0,
      spanGaps: true,
      stack: isLine ? 'line ' + series.label : chart.kind === 'STACKED' ? 'bars' : undefined,
      maxBarThickness: 48
    };
  }

  function axis(chart, isValue) {
    return {
      stacked: chart.kind === 'STACKED',
      grid: {color: color('line'), display: isValue},
      border: {color: color('edge')},
      ticks: {
        color: color('faint'),
        maxRotation: 60,
        callback: isValue ? function (value) { return short(value, chart); } : undefined
      }
    };
  }

  function draw(canvas) {
    var chart = JSON.parse(canvas.dataset.chart);
    var scaleX = axis(chart, false);
    delete scaleX.ticks.callback;
    return new Chart(canvas, {
      data: {labels: chart.labels, datasets: chart.series.map(function (series) { return dataset(chart, series); })},
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        interaction: {mode: 'index', intersect: false},
        scales: {x: scaleX, y: axis(chart, true)},
        plugins: {
          legend: {display: chart.series.length > 1, labels: {color: color('ink'), boxWidth: 12}},
          tooltip: {
            callbacks: {
              label: function (item) {
                return item.dataset.label + ': ' + written(chart.series[item.datasetIndex].values[item.dataIndex], chart);
              }
            }
          }
        }
      }
    });
  }

  function drawAll() {
    charts.forEach(function (chart) { chart.destroy(); });
    charts = Array.from(document.querySelectorAll('canvas[data-chart]'), draw);
  }

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  drawAll();
})();
