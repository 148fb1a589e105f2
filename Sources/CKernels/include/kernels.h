// What all kernels have in common.
//
// They take raw pointers and counts and give numbers: no allocation, no errors. The instruction set (portable, AVX2,
// AVX-512) is chosen at run time. Within one instruction set every element's bits are independent of the alignment of
// the pointers and of how a caller splits the work, so that any number of threads gives the same result.
//
// Counts are in elements, matrices are contiguous and row-major, and pointers of different arguments do not overlap
// unless a comment allows it.

#ifndef KERNELS_H
#define KERNELS_H

#include <stddef.h>
#include <stdint.h>

#endif
