#!/usr/bin/env node
// Launcher only: loads the built program and hands over the exit code.
process.setSourceMapsEnabled(true);
const { main } = await import("../dist/cli/main.js");
process.exitCode = await main(process.argv.slice(2));
