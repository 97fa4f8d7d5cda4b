/** Steps at the start of a session that measure warming up (pipelines, memory) and not training. */
const warmingSteps = 3;

interface Tally {
  tokens: number;
  seconds: number;
}

/** Tokens per second of the steps themselves: what runs between them is not added. */
export class Throughput {
  #steps = 0;
  readonly #warming: Tally = { tokens: 0, seconds: 0 };
  readonly #total: Tally = { tokens: 0, seconds: 0 };
  #recent: Tally = { tokens: 0, seconds: 0 };

  /** Adds one step. */
  add(tokens: number, seconds: number): void {
    this.#steps++;
    const tallies = this.#steps <= warmingSteps ? [this.#warming] : [this.#total, this.#recent];
    for (const tally of tallies) {
      tally.tokens += tokens;
      tally.seconds += seconds;
    }
  }

  /** Of the steps since the last call; null while there is nothing to go by. */
  takeRecent(): number | null {
    const rate = rateOf(this.#recent);
    this.#recent = { tokens: 0, seconds: 0 };
    return rate;
  }

  /** Of the whole session; of its first steps where there were no others, null without any. */
  overall(): number | null {
    return rateOf(this.#total) ?? rateOf(this.#warming);
  }
}

function rateOf({ tokens, seconds }: Tally): number | null {
  return seconds > 0 ? tokens / seconds : null;
}
