// The steps of an LSTM in panels (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000), for one
// REAL and one instruction set. Included by panels_of_set.h after panels_template.h, with SIGMOID(x), TANH(x) and EACH_UNIT.

/// 16 units of one sample: `sums` holds the pre-activations of the gates i, f, g, o without their bias, 16 units each.
INLINE void NAME(cell_forward)(const REAL *sums, const REAL *bias, const REAL *c_prev, REAL *gates, REAL *c, REAL *h) {
    EACH_UNIT for (int k = 0; k < UNITS; k++) {
        REAL input = SIGMOID(sums[k] + bias[k]), forget = SIGMOID(sums[k + UNITS] + bias[k + UNITS]);
        REAL cell = TANH(sums[k + 2 * UNITS] + bias[k + 2 * UNITS]);
        REAL output = SIGMOID(sums[k + 3 * UNITS] + bias[k + 3 * UNITS]);
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

static void NAME(lstm_forward)(const k_lstm_shape *shape, const REAL *xh, const REAL *weights, const REAL *bias,
                               const REAL *c_prev, REAL *gates, REAL *c, REAL *h, REAL *y) {
    NAME(tile) tile;
    for (size_t u = 0; u < shape->hidden_panels; u++) {
        const REAL *columns = weights + u * shape->xh_panels * UNITS * COLUMNS;
        size_t units = units_in_panel(shape->hidden, u), at = u * shape->stride;
        int count;
        for (size_t first = 0; first < shape->rows; first += (size_t)count) {
            count = tile_rows(shape->rows - first);
            NAME(unit_tile)(count, shape->xh_panels, xh + first * UNITS, shape->stride, columns, &tile);
            for (int r = 0; r < count; r++) {
                size_t row = first + (size_t)r, unit = at + row * UNITS;
                // An infinite input times the zeros of the padding is NaN, which the next step would spread.
                for (size_t k = units; k < UNITS; k++)
                    for (int gate = 0; gate < 4; gate++) tile.at[r][gate * UNITS + k] = 0;
                NAME(cell_forward)(tile.at[r], bias + u * COLUMNS, c_prev + unit,
                                   gates + u * shape->gate_stride + row * COLUMNS, c + unit, h + unit);
                memcpy(y + row * shape->hidden + u * UNITS, h + unit, units * sizeof(REAL));
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

static void NAME(lstm_backward)(const k_lstm_shape *shape, const REAL *d_later, const REAL *weights, const REAL *dy,
                                const REAL *dh_last, const REAL *gates, const REAL *c_prev, const REAL *c, REAL *carry,
                                REAL *d_gates, REAL *d_bias) {
    NAME(tile) tile = {0};
    size_t hidden = shape->hidden, panels = shape->hidden_panels;
    for (size_t left = 0; left < panels; left += PANELS_PER_TILE) {
        size_t right = panels - left < PANELS_PER_TILE ? panels : left + PANELS_PER_TILE;
        int count;
        for (size_t first = 0; first < shape->rows; first += (size_t)count) {
            count = tile_rows(shape->rows - first);
            if (d_later != NULL)
                NAME(gate_tile)(count, panels, d_later + first * COLUMNS, shape->gate_stride,
                                weights + left * UNITS * panels * COLUMNS, &tile);
            for (size_t u = left; u < right; u++) {
                for (int r = 0; r < count; r++) {
                    size_t row = first + (size_t)r, at = u * shape->stride + row * UNITS;
                    size_t above = row * hidden + u * UNITS, units = units_in_panel(hidden, u);
                    size_t gate = u * shape->gate_stride + row * COLUMNS;
                    REAL dh[UNITS];
                    memcpy(dh, tile.at[r] + (u - left) * UNITS, sizeof dh);
                    NAME(add_units)(dh, dy == NULL ? NULL : dy + above, units);
                    NAME(add_units)(dh, dh_last == NULL ? NULL : dh_last + above, units);
                    NAME(cell_backward)(gates + gate, c_prev + at, c + at, dh,
                                        carry + u * shape->carry_stride + row * UNITS, d_gates + gate);
                    EACH for (int k = 0; k < COLUMNS; k++) d_bias[u * COLUMNS + k] += d_gates[gate + k];
                }
            }
        }
    }
}
