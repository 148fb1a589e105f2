// The multiply-adds that a processor can do: the limit of every matrix product.

#ifndef CLIMIT_H
#define CLIMIT_H

/// Does 12 independent multiply-adds of whole registers `rounds` times, with the best instruction set that the
/// processor has. Returns the number of floating-point operations done: two an element.
double limit_float32(long rounds);

/// The same for products of pairs of bfloat16 that are summed in float, four operations an element of the sums; on a
/// processor without AVX512_BF16, which has no such instruction, the loop of float32.
double limit_bf16(long rounds);

#endif
