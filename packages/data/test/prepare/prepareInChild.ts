// Prepares a dataset in a process of its own:
// node --import tsx --conditions=@craft/source prepareInChild.ts <config as JSON> <cache folder> [<stage> <share>]
// With a stage and a share, the process kills itself when it is that far.
import { prepareDataset, type DatasetConfig } from '../../src/index.ts';

const [config = '', cacheDir = '', killStage, killShare] = process.argv.slice(2);
const dataset = await prepareDataset(JSON.parse(config) as DatasetConfig, {
  cacheDir,
  onProgress: ({ stage, done, total }) => {
    // By itself, so that it happens at this very point and not some time later.
    if (stage === killStage && done >= Number(killShare) * total) process.kill(process.pid, 'SIGKILL');
  },
});
const sha256 = dataset.manifest.splits.train.shards.map((shard) => shard.sha256).join();
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
await new Promise((resolve) => process.send?.({ sha256, megabytes, dir: dataset.dir }, resolve));
process.disconnect();
