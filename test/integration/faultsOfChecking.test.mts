import { CANARY, useLog } from './support/evidence.mts';
import { useFastClock } from './support/fastClock.mts';
import { FaultTable, often } from './support/faultTable.mts';
import { describePollFaults, POLL_SPEED } from './support/pollFaults.mts';
import { useSandbox } from './support/useSandbox.mts';

useFastClock(POLL_SPEED);
useLog();
const sandbox = useSandbox({ key: CANARY });

describe('checking', () => {
	describePollFaults('check', new FaultTable('faults of checking', often), sandbox);
});
