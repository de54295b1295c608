package dev.perennial.platform.web;

import tools.jackson.databind.json.JsonMapper;

/** The JSON of the service, without the service. */
final class StrictJson {

    private StrictJson() {}

    static JsonMapper mapper() {
        var builder = JsonMapper.builder();
        new JsonConfiguration().strictSnakeCaseJson().customize(builder);
        return builder.build();
    }
}
