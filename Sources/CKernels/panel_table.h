// The table of one REAL and one instruction set; included last by panels_of_set.h, whose definitions it takes back.

static const TABLE NAME(table) = {
    .row_product = NAME(row_product),
    .gate_product = NAME(gate_product),
    .add_transposed = NAME(add_transposed),
    .lstm_forward = NAME(lstm_forward),
    .lstm_backward = NAME(lstm_backward),
};
#undef REAL
#undef SUFFIX
#undef SIGMOID
#undef TANH
#undef EACH_UNIT
#undef TABLE
