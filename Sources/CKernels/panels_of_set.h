// The kernels on panels for both REALs in one instruction set. Included by panels.c with VECTOR_BYTES, PASS_VECTORS and
// both SUFFIXes defined, which it takes back.

#define REAL float
#define SUFFIX SUFFIX_F32
#define SIGMOID(x) sigmoid_f32(x)
#define TANH(x) tanh_f32(x)
#define EACH_UNIT EACH
#define TABLE k_panel_kernels_f32
#include "panels_template.h"
#include "lstm_template.h"
#include "panel_table.h"

#define REAL double
#define SUFFIX SUFFIX_F64
#define SIGMOID(x) sigmoid_f64(x)
#define TANH(x) tanh(x)
#define EACH_UNIT // calls of the C library do not become vector code
#define TABLE k_panel_kernels_f64
#include "panels_template.h"
#include "lstm_template.h"
#include "panel_table.h"

#undef VECTOR_BYTES
#undef PASS_VECTORS
#undef SUFFIX_F32
#undef SUFFIX_F64
