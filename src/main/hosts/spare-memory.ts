import { setFlagsFromString } from 'node:v8';

// What V8 does for the speed of a page costs a program memory that sends thousands of pictures, and is never given back. To be
// loaded before everything else.

// It doubles its nursery up to 100 MB and more while the pictures go by, and lets garbage grow to the size of what lives.
// Sweeping earlier costs little here, because hardly anything lives.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=30');

// The one WebAssembly here reads the heads of HTTP answers: making it faster than they come takes 23 MB. Both flags: one alone
// changes when it is done, not whether.
setFlagsFromString('--no-wasm-tier-up');
setFlagsFromString('--no-wasm-dynamic-tiering');

// The middle one of its compilers keeps all it has worked on, up to 15 MB, until the thread that sends gives way; the best one
// takes over soon after, with or without it.
setFlagsFromString('--no-maglev');
