// The kernels on panels for all kinds of operands in one instruction set, or for pairs alone where PAIRS_ONLY is
// defined. Included by panels.c with SET, VECTOR_BYTES, PASS_VECTORS and ADD_PAIRS(sums, left, right) defined, which it
// takes back.

#ifndef PAIRS_ONLY

#define KIND f32
#define OPERAND float
#define NUMBERS 1
#define REAL float
#define ADD_PRODUCT(sums, left, right) sums + left *right
#define STORE_OPERANDS(from, to, count) memcpy(to, from, (count) * sizeof(float))
#define SIGMOID(x) sigmoid_f32(x)
#define TANH(x) tanh_f32(x)
#define EACH_UNIT EACH
#include "panels_of_kind.h"

#define KIND f64
#define OPERAND double
#define NUMBERS 1
#define REAL double
#define ADD_PRODUCT(sums, left, right) sums + left *right
#define STORE_OPERANDS(from, to, count) memcpy(to, from, (count) * sizeof(double))
#define SIGMOID(x) sigmoid_f64(x)
#define TANH(x) tanh(x)
#define EACH_UNIT // calls of the C library do not become vector code
#include "panels_of_kind.h"
#endif

#define KIND bf16
#define OPERAND k_bf16_pair
#define NUMBERS 2
#define REAL float
#define ADD_PRODUCT(sums, left, right) ADD_PAIRS(sums, left, right)
#define STORE_OPERANDS(from, to, count) store_bf16(from, to, count)
#define SIGMOID(x) sigmoid_f32(x)
#define TANH(x) tanh_f32(x)
#define EACH_UNIT EACH
#include "panels_of_kind.h"

#undef VECTOR_BYTES
#undef PASS_VECTORS
#undef ADD_PAIRS
#undef SET
#undef PAIRS_ONLY
