// Verifies messages with the npm library that receivers use. One JSON object a line on stdin: {secret, headers, body}.
const { Webhook } = require("standardwebhooks");
const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter((line) => line);
for (const line of lines) {
  const { secret, headers, body } = JSON.parse(line);
  new Webhook(secret).verify(body, headers);
}
console.log(`verified ${lines.length}`);
