package dev.perennial.operations.web;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.operations.OperatorActions;
import dev.perennial.operations.ServiceControl;
import dev.perennial.operations.ServiceControl.WorkerState;
import dev.perennial.payment.ParkedGatewayEvents;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.platform.web.RequestIds;

/** What the operator does to the service as a whole. */
@RestController
@RequestMapping("/v1/admin")
@Tag(name = "Operations")
class OperatorController {
    private static final int EVENTS_DEFAULT = 20;
    private static final String FOR_THE_OPERATOR = "For the operator's key alone. ";
    private final ServiceControl control;
    private final OperatorActions actions;

    OperatorController(ServiceControl control, OperatorActions actions) {
        this.control = control;
        this.actions = actions;
    }

    /** Every worker. */
    @Schema(name = "Workers")
    record WorkersAnswer(List<WorkerState> data) {}

    @GetMapping("/workers")
    @Operation(
            operationId = "listWorkers",
            summary = "Background workers, and which of them rest",
            description = FOR_THE_OPERATOR)
    WorkersAnswer workers() {
        return new WorkersAnswer(control.workers());
    }

    @Schema(name = "PauseWorkers")
    record PauseRequest(
            @Nullable @Size(min = 1, max = 100) @Schema(description = "Which; all if absent", example = "[\"billing\"]")
            List<@NotBlank String> workers,

            @NotBlank @Size(max = 500) @Schema(description = "For whoever finds them resting", example = "database upgrade")
            String reason) {}

    @PostMapping("/workers/pause")
    @Operation(
            operationId = "pauseWorkers",
            summary = "Let workers rest, on every replica",
            description = FOR_THE_OPERATOR
                    + "From a second later on they begin nothing new; what they hold they finish. It holds until they are"
                    + " resumed, over restarts too. What requests do themselves goes on.")
    WorkersAnswer pause(@Valid @RequestBody PauseRequest request, HttpServletRequest servletRequest) {
        control.pause(request.workers(), request.reason(), RequestIds.of(servletRequest));
        return workers();
    }

    @Schema(name = "ResumeWorkers")
    record ResumeRequest(
            @Nullable @Size(min = 1, max = 100) @Schema(description = "Which; all if absent", example = "[\"billing\"]")
            List<@NotBlank String> workers) {}

    @PostMapping("/workers/resume")
    @Operation(
            operationId = "resumeWorkers",
            summary = "Let workers go on",
            description = FOR_THE_OPERATOR + "What fell due meanwhile is done then.")
    WorkersAnswer resume(
            @Valid @RequestBody(required = false) @Nullable ResumeRequest request, HttpServletRequest servletRequest) {
        control.resume(request == null ? null : request.workers(), RequestIds.of(servletRequest));
        return workers();
    }

    /** The oldest of them. */
    @Schema(name = "ParkedGatewayEvents")
    record ParkedGatewayEventsAnswer(List<ParkedGatewayEvents.Parked> data) {}

    @GetMapping("/gateway-events")
    @Operation(
            operationId = "listParkedGatewayEvents",
            summary = "Events of the gateway that were tried in vain, oldest first",
            description = FOR_THE_OPERATOR)
    ParkedGatewayEventsAnswer gatewayEvents(
            @Parameter(description = "How many, 1 to 100", example = "20")
                    @RequestParam(required = false)
                    @Min(1) @Max(100) @Nullable Integer limit) {
        return new ParkedGatewayEventsAnswer(control.parkedGatewayEvents(limit == null ? EVENTS_DEFAULT : limit));
    }

    @Schema(name = "RetryGatewayEvents")
    record RetryRequest(
            @Nullable @Size(min = 1, max = 1000) @Schema(description = "As the gateway names them; all that are parked if absent")
            List<@NotBlank String> ids) {}

    /** @param events how many will be worked off */
    @Schema(name = "RetriedGatewayEvents")
    record RetriedAnswer(int events) {}

    @PostMapping("/gateway-events/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "retryGatewayEvents",
            summary = "Work off parked events of the gateway again",
            description = FOR_THE_OPERATOR + "They have all their tries before them again.")
    RetriedAnswer retry(
            @Valid @RequestBody(required = false) @Nullable RetryRequest request, HttpServletRequest servletRequest) {
        return new RetriedAnswer(
                control.retryGatewayEvents(request == null ? null : request.ids(), RequestIds.of(servletRequest)));
    }

    @GetMapping("/actions")
    @Operation(
            operationId = "listOperatorActions",
            summary = "What the operator did, newest first",
            description = FOR_THE_OPERATOR + "What is done to a tenant's objects is in the tenant's audit trail.")
    Page<OperatorActions.Action> actions(@Valid @ParameterObject PageQuery page) {
        return actions.list(page);
    }
}
