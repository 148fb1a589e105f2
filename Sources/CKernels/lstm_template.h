// The steps of an LSTM in panels (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000), for one
// kind of operand and one instruction set. Included by panels_of_set.h after panels_template.h, with SIGMOID(x),
// TANH(x), EACH_UNIT and STORE_OPERANDS(from, to, count of numbers) defined.

/// 16 units of one sample: `sums` and `added` together are the pre-activations of the gates i, f, g, o, 16 units each.
/// `added` may be `gates`.
INLINE void NAME(cell_forward)(const REAL *sums, const REAL *added, const REAL *c_prev, REAL *gates, REAL *c, REAL *h) {
    EACH_UNIT for (int k = 0; k < UNITS; k++) {
        REAL input = SIGMOID(sums[k] + added[k]), forget = SIGMOID(sums[k + UNITS] + added[k + UNITS]);
        REAL cell = TANH(sums[k + 2 * UNITS] + added[k + 2 * UNITS]);
        REAL output = SIGMOID(sums[k + 3 * UNITS] + added[k + 3 * UNITS]);
        REAL next = forget * c_prev[k] + input * cell;
        gates[k] = input;
        gates[k + UNITS] = forget;
        gates[k + 2 * UNITS] = cell;
        gates[k + 3 * UNITS] = output;
        c[k] = next;
        h[k] = output * TANH(next);
    }
}

/// Its derivative: from dh and the gradient of c in `carry`, which becomes that of c_prev, to the gradient of the
/// pre-activations. tanh(c) is computed again, not stored.
INLINE void NAME(cell_backward)(const REAL *gates, const REAL *c_prev, const REAL *c, const REAL *dh, REAL *carry,
                                REAL *d_gates) {
    EACH_UNIT for (int k = 0; k < UNITS; k++) {
        REAL input = gates[k], forget = gates[k + UNITS], cell = gates[k + 2 * UNITS], output = gates[k + 3 * UNITS];
        REAL t = TANH(c[k]);
        REAL dc = carry[k] + dh[k] * output * (1 - t * t);
        d_gates[k] = dc * cell * (input * (1 - input)); // sigmoid' = s (1 - s)
        d_gates[k + UNITS] = dc * c_prev[k] * (forget * (1 - forget));
        d_gates[k + 2 * UNITS] = dc * input * (1 - cell * cell); // tanh' = 1 - t^2
        d_gates[k + 3 * UNITS] = dh[k] * t * (output * (1 - output));
        carry[k] = dc * forget;
    }
}

/// Zeros where a panel has no units: an infinite input times the zeros of the padding is NaN, which would spread.
INLINE void NAME(clear_padding)(REAL *gates, size_t units) {
    for (size_t k = units; k < UNITS; k++)
        for (int gate = 0; gate < 4; gate++) gates[gate * UNITS + k] = 0;
}

static void NAME(lstm_input)(const k_lstm_input *a) {
    const OPERAND *x = a->x, *weights = a->weights;
    const REAL *bias = a->bias;
    REAL *gates = a->gates;
    NAME(tile) tile;
    for (size_t u = a->part.first_panel; u < a->part.end_panel; u++) {
        int count;
        for (size_t first = 0; first < a->part.rows; first += (size_t)count) {
            count = tile_rows(a->part.rows - first);
            NAME(unit_tile)(count, a->x_panels, x + first * NAME(unit_row), a->x_stride,
                            weights + u * a->weight_stride, &tile);
            for (int r = 0; r < count; r++) {
                REAL *to = gates + u * a->gate_stride + (first + (size_t)r) * COLUMNS;
                EACH for (int k = 0; k < COLUMNS; k++) to[k] = tile.at[r][k] + bias[u * COLUMNS + k];
                NAME(clear_padding)(to, units_in_panel(a->part.hidden, u));
            }
        }
    }
}

static void NAME(lstm_forward)(const k_lstm_forward *a) {
    const OPERAND *left = a->left, *weights = a->weights;
    const REAL *bias = a->bias, *c_prev = a->c_prev;
    REAL *gates = a->gates, *c = a->c, *y = a->y;
    OPERAND *h = a->h;
    size_t hidden = a->part.hidden;
    NAME(tile) tile;
    for (size_t u = a->part.first_panel; u < a->part.end_panel; u++) {
        size_t units = units_in_panel(hidden, u);
        int count;
        for (size_t first = 0; first < a->part.rows; first += (size_t)count) {
            count = tile_rows(a->part.rows - first);
            NAME(unit_tile)(count, a->left_panels, left + first * NAME(unit_row), a->left_stride,
                            weights + u * a->weight_stride, &tile);
            for (int r = 0; r < count; r++) {
                size_t row = first + (size_t)r, state = u * a->state_stride + row * UNITS;
                REAL *to_gates = gates + u * a->gate_stride + row * COLUMNS, next_h[UNITS];
                const REAL *added = bias == NULL ? to_gates : bias + u * COLUMNS;
                NAME(clear_padding)(tile.at[r], units);
                NAME(cell_forward)(tile.at[r], added, c_prev + state, to_gates, c + state, next_h);
                STORE_OPERANDS(next_h, h + u * a->left_stride + row * NAME(unit_row), UNITS);
                memcpy(y + row * hidden + u * UNITS, next_h, units * sizeof(REAL));
            }
        }
    }
}

/// The gradient of 16 units' h: what comes from the later step, and what came from above.
INLINE void NAME(add_units)(REAL *dh, const REAL *more, size_t units) {
    if (more == NULL) return;
    if (units == UNITS) EACH for (int k = 0; k < UNITS; k++) dh[k] += more[k]; // whole vectors
    else for (size_t k = 0; k < units; k++) dh[k] += more[k];
}

static void NAME(lstm_backward)(const k_lstm_backward *a) {
    const OPERAND *d_later = a->d_later, *weights = a->weights;
    const REAL *dy = a->dy, *dh_last = a->dh_last, *gates = a->gates, *c_prev = a->c_prev, *c = a->c;
    REAL *carry = a->carry, *d_bias = a->d_bias;
    OPERAND *d_gates = a->d_gates;
    NAME(tile) tile = {0};
    size_t hidden = a->part.hidden, end = a->part.end_panel;
    for (size_t left = a->part.first_panel; left < end; left += PANELS_PER_TILE) {
        size_t right = end - left < PANELS_PER_TILE ? end : left + PANELS_PER_TILE;
        int count;
        for (size_t first = 0; first < a->part.rows; first += (size_t)count) {
            count = tile_rows(a->part.rows - first);
            if (d_later != NULL)
                NAME(gate_tile)(count, a->gate_panels, d_later + first * NAME(gate_row), a->d_stride,
                                weights + left / PANELS_PER_TILE * a->weight_stride, &tile);
            for (size_t u = left; u < right; u++) {
                for (int r = 0; r < count; r++) {
                    size_t row = first + (size_t)r, state = u * a->state_stride + row * UNITS;
                    size_t above = row * hidden + u * UNITS, units = units_in_panel(hidden, u);
                    REAL dh[UNITS], d_sums[COLUMNS];
                    memcpy(dh, tile.at[r] + (u - left) * UNITS, sizeof dh);
                    NAME(add_units)(dh, dy == NULL ? NULL : dy + above, units);
                    NAME(add_units)(dh, dh_last == NULL ? NULL : dh_last + above, units);
                    NAME(cell_backward)(gates + u * a->gate_stride + row * COLUMNS, c_prev + state, c + state, dh,
                                        carry + u * a->carry_stride + row * UNITS, d_sums);
                    EACH for (int k = 0; k < COLUMNS; k++) d_bias[u * COLUMNS + k] += d_sums[k];
                    STORE_OPERANDS(d_sums, d_gates + u * a->d_stride + row * NAME(gate_row), COLUMNS);
                }
            }
        }
    }
}
