// The kernels on panels for one kind of operand in one instruction set, and their table. Included by panels_of_set.h,
// whose definitions for a kind it takes back.

#define NAME(name) JOIN(name, KIND, SET)
#define JOIN(name, kind, set) JOIN_EXPANDED(name, kind, set)
#define JOIN_EXPANDED(name, kind, set) name##_##kind##_##set
#define TABLE_OF(kind) TABLE_OF_EXPANDED(kind)
#define TABLE_OF_EXPANDED(kind) k_panel_kernels_##kind

#include "panels_template.h"

#include "lstm_template.h"

static const TABLE_OF(KIND) NAME(table) = {
    .row_product = NAME(row_product),
    .gate_product = NAME(gate_product),
    .add_transposed = NAME(add_transposed),
    .lstm_input = NAME(lstm_input),
    .lstm_forward = NAME(lstm_forward),
    .lstm_backward = NAME(lstm_backward),
};

#undef NAME
#undef JOIN
#undef JOIN_EXPANDED
#undef TABLE_OF
#undef TABLE_OF_EXPANDED
#undef KIND
#undef OPERAND
#undef NUMBERS
#undef REAL
#undef ADD_PRODUCT
#undef STORE_OPERANDS
#undef SIGMOID
#undef TANH
#undef EACH_UNIT
