import { setFlagsFromString } from 'node:v8';

// V8 doubles its nursery up to 100 MB and more while thousands of pictures go by, and keeps it; garbage may grow to the
// size of what lives. Sweeping earlier costs little here, because hardly anything lives. To be loaded before everything else.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=30');
