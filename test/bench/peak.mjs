// Loaded before a measured program: tells its peak memory (MB) and processor time (ms) on stderr when it ends.
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const milliseconds = Math.round((userCPUTime + systemCPUTime) / 1000);
  process.stderr.write(`peak ${Math.round(maxRSS / 1024)} cpu ${milliseconds}\n`);
});
