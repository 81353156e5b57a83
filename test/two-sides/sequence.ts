import { poolOf, type Subject } from './pool.ts';
import { Random } from './random.ts';
import { PLAIN, type Settings } from './settings.ts';
import type { Platform } from './sides.ts';
import {
  type Act,
  type Change,
  type During,
  type Fault,
  LONGEST_PASS_MS,
  type Run,
  type Step,
} from './steps.ts';

/** All that a sequence is: what there is, and what happens to it, one after the other. */
export interface Sequence {
  readonly seed: number;
  readonly platform: Platform;
  readonly settings: Settings;
  readonly pool: readonly Subject[];
  readonly steps: readonly Step[];
}

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 15, 12, 0, 0);
const SEVERITIES = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
const FAULTS: readonly Fault[] = ['kill', 'kill after', '500', '429', 'reset', 'reset after', 'time-out'];
/** What a person runs in the War Room while a fetch is under way. */
const BESIDE: readonly Run['command'][] = ['push', 'push by name', 'enable', 'disable', 'sync'];
/** The last call of a run at which something may happen to it. */
const LAST_CALL = 24;

/** The sequence that a seed stands for. */
export function sequenceOf(seed: number): Sequence {
  return new Author(new Random(seed)).sequence(seed);
}

class Author {
  readonly #random: Random;
  #texts = 0;
  #size = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  sequence(seed: number): Sequence {
    const random = this.#random;
    this.#size = random.between(3, 12);
    const settings = this.#settings();
    const pool = poolOf(random, this.#size);
    const steps = [...this.#beginning(settings, pool)];
    for (let left = random.between(3, 14); left > 0; left -= 1) {
      steps.push(...this.#next(settings));
    }
    return { seed, platform: this.#platform(), settings, pool, steps };
  }

  #platform(): Platform {
    const random = this.#random;
    return {
      marks: random.percent(80),
      keepsStatus: random.percent(80),
      skewMs: random.percent(15) ? random.between(-90_000, 90_000) : 0,
      indexLagMs: random.percent(30) ? random.between(500, 20_000) : 0,
      publicApi: random.percent(50),
      idOrder: random.oneOf(['text', 'number']),
      feedReliability: random.percent(75) ? 'C - Fairly reliable' : 'A - Completely reliable',
    };
  }

  #settings(): Settings {
    const random = this.#random;
    const mode = random.weighted<Partial<Settings>>([
      [7, () => ({})],
      [1, () => ({ fetches: false })],
      [1, () => ({ autoSync: false })],
    ]);
    return {
      ...PLAIN,
      ...mode,
      ...this.#commentSettings(),
      override: random.percent(30),
      severity: random.weighted<Settings['severity']>([
        [3, () => 'high'],
        [1, () => 'low'],
        [1, () => ''],
      ]),
      retireAction: random.oneOf(['Disable the IOC', 'Disable the IOC', 'Delete the IOC', 'Leave the IOC']),
      excludePrivate: random.percent(10),
      retireLimit: random.percent(15) ? random.between(0, 2) : 10_000,
      maxRun: random.percent(15) ? random.between(20, 60) : 150,
    };
  }

  #commentSettings(): Pick<Settings, 'commentFields' | 'asTags'> {
    return this.#random.oneOf([
      { commentFields: ['comments'], asTags: false },
      { commentFields: ['comments'], asTags: false },
      { commentFields: ['indicator_link', 'comments'], asTags: false },
      { commentFields: ['indicator_link'], asTags: false },
      { commentFields: ['description'], asTags: false },
      { commentFields: ['description', 'indicator_link'], asTags: false },
      { commentFields: ['description', 'actor'], asTags: false },
      { commentFields: ['indicator_link', 'description', 'actor'], asTags: false },
      { commentFields: ['aliases'], asTags: false },
      { commentFields: ['aliases'], asTags: true },
      { commentFields: ['description'], asTags: true },
      { commentFields: ['tags'], asTags: true },
      { commentFields: ['tags', 'indicator_link'], asTags: true },
    ]);
  }

  /** XSOAR holds most of the values, and the instance has synced once. */
  #beginning(settings: Settings, pool: readonly Subject[]): Step[] {
    const steps: Step[] = [];
    pool.forEach((_subject, who) => {
      if (this.#random.percent(75)) {
        steps.push({ do: 'add in XSOAR', who, change: this.#said() });
        if (this.#random.percent(50)) {
          steps.push({ do: 'wait', ms: this.#random.between(1, 3_000) });
        }
      }
    });
    steps.push(this.#run(settings.fetches ? 'own' : 'sync', false));
    return steps;
  }

  /** One or two things that happen next. */
  #next(settings: Settings): Step[] {
    const random = this.#random;
    return random.weighted<Step[]>([
      [10, () => [this.#act()]],
      [3, () => [this.#act(), this.#wait(), this.#act()]],
      [4, () => [this.#wait()]],
      [8, () => [this.#wait(), this.#run('own', true)]],
      [3, () => [this.#command()]],
      [1, () => [{ do: 'set', settings: this.#otherSettings(settings) }]],
    ]);
  }

  #otherSettings(settings: Settings): Partial<Settings> {
    return this.#random.weighted<Partial<Settings>>([
      [1, () => ({ override: !settings.override })],
      [1, () => ({ severity: this.#random.oneOf(['low', 'critical', '']) })],
      [1, () => ({ query: '(reputation:Bad or reputation:Suspicious) and type:(IP Domain URL)' })],
      [1, () => this.#commentSettings()],
      [1, () => ({ retireAction: this.#random.oneOf(['Disable the IOC', 'Delete the IOC']) })],
    ]);
  }

  #wait(): Step {
    const random = this.#random;
    const ms = random.weighted([
      [3, () => random.between(1, 1_500)],
      [3, () => random.between(2_000, 29_000)],
      [3, () => random.between(31_000, 90_000)],
      [2, () => 1_200_000],
    ]);
    return { do: 'wait', ms };
  }

  #command(): Run {
    return this.#run(
      this.#random.oneOf([
        'push',
        'push by name',
        'enable',
        'disable',
        'disable',
        'sync',
        'retire',
        'set sync time',
      ]),
      true,
    );
  }

  #run(command: Run['command'], disturbed: boolean): Run {
    const random = this.#random;
    const during: During[] = [];
    while (disturbed && random.percent(25)) {
      during.push({ at: random.between(1, LAST_CALL), act: this.#act() });
    }
    if (disturbed && random.percent(15)) {
      during.push({ at: random.between(1, LAST_CALL), passes: random.between(1, LONGEST_PASS_MS) });
    }
    if (disturbed && random.percent(12)) {
      during.push({ at: random.between(1, LAST_CALL), fault: random.oneOf(FAULTS) });
    }
    if (disturbed && random.percent(8)) {
      during.push({ at: random.between(1, LAST_CALL), beside: this.#run(random.oneOf(BESIDE), false) });
    }
    const slow = disturbed && random.percent(15) ? random.between(100, 15_000) : 0;
    return { do: 'run', command, who: this.#some(), during, slow };
  }

  #some(): number[] {
    return Array.from({ length: this.#random.between(1, 3) }, () => this.#who());
  }

  #who(): number {
    return this.#random.between(0, this.#size - 1);
  }

  #act(): Act {
    const random = this.#random;
    const who = this.#who();
    return random.weighted<Act>([
      [6, () => ({ do: 'edit in XSOAR', who, change: this.#change() })],
      [3, () => ({ do: 'refresh by a feed', who, change: random.percent(40) ? this.#said() : {} })],
      [2, () => ({ do: 'refresh by a feed', who: 'all', change: {} })],
      [2, () => ({ do: 'add in XSOAR', who, change: this.#said() })],
      [1, () => ({ do: 'expire in XSOAR', who })],
      [1, () => ({ do: 'delete in XSOAR', who })],
      [2, () => ({ do: 'edit in XSOAR', who, change: { reputation: 'GOOD' } })],
      [1, () => ({ do: 'edit in XSOAR', who, change: { reputation: 'BAD' } })],
      [9, () => ({ do: 'edit in XDR', who, change: this.#changeInXdr() })],
      [2, () => ({ do: 'add in XDR', who, change: this.#said() })],
      [1, () => ({ do: 'delete in XDR', who })],
      [1, () => ({ do: '5,000 hits in XDR', who })],
    ]);
  }

  /** What a feed or a person says first of a value. */
  #said(): Change {
    const random = this.#random;
    return {
      ...(random.percent(60) ? { severity: random.oneOf(SEVERITIES) } : {}),
      ...(random.percent(50) ? { comment: this.#text() } : {}),
      ...(random.percent(40) ? { expiration: START + random.between(1, 90) * DAY } : {}),
    };
  }

  /** One field, seldom two. */
  #change(): Change {
    const random = this.#random;
    const one = random.weighted<Change>([
      [3, () => ({ severity: random.oneOf(SEVERITIES) })],
      [3, () => this.#commentChange()],
      [2, () => ({ status: random.oneOf(['ENABLED', 'DISABLED']) })],
      [2, () => ({ expiration: random.percent(30) ? -1 : START + random.between(1, 90) * DAY })],
    ]);
    return random.percent(15) ? { ...one, ...this.#change() } : one;
  }

  #changeInXdr(): Change {
    const random = this.#random;
    return random.percent(10)
      ? { reputation: random.oneOf(['GOOD', 'SUSPICIOUS', 'BAD', 'UNKNOWN']) }
      : random.percent(6)
        ? { comment: '' }
        : random.percent(3)
          ? { severity: 'UNKNOWN' }
          : this.#change();
  }

  #commentChange(): Change {
    return this.#random.weighted<Change>([
      [3, () => ({ comment: this.#text() })],
      [1, () => ({ before: this.#text() })],
      [1, () => ({ behind: this.#text() })],
      [1, () => ({ comment: `${this.#text()}, ${this.#text()}` })],
    ]);
  }

  /** A text that no other says. */
  #text(): string {
    this.#texts += 1;
    return `seen${this.#texts}x`;
  }
}
