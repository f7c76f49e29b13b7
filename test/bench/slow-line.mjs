// A line to a server on this machine, in a process of its own so that its cost is not the scanner's: every byte takes
// half of the round trip each way, and a connection takes one round trip to open. Counts what reaches the server.
// Arguments: port of the server, round trip in milliseconds. Prints its own port; answers "count" on stdin.
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";

const [port, roundTripMs] = process.argv.slice(2).map(Number);
let count = 0;

const later = (ms, work) => {
  if (ms === 0) work();
  else setTimeout(() => work(), ms);
};

const server = createServer((socket) => {
  count += 1;
  const opened = performance.now() + roundTripMs;
  const onward = connect(port, "127.0.0.1");
  const pass = (from, to, waits) => {
    from.on("error", () => to.destroy());
    from.on("close", () => later(roundTripMs / 2, () => to.destroy()));
    from.on("end", () => later(waits() + roundTripMs / 2, () => to.destroyed || to.end()));
    from.on("data", (chunk) =>
      later(waits() + roundTripMs / 2, () => to.destroyed || to.write(chunk)),
    );
  };
  pass(socket, onward, () => Math.max(0, opened - performance.now()));
  pass(onward, socket, () => 0);
});
server.listen(0, "127.0.0.1", 512, () => process.stdout.write(`${server.address().port}\n`));
createInterface({ input: process.stdin }).on("line", () => process.stdout.write(`${count}\n`));
