// The LSTM cell for one REAL (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000).
// Included by lstm_cell.c with REAL, NAME(x), SIGMOID(x), TANH(x) and EACH_UNIT defined.

INLINE void NAME(cell_row)(size_t hidden, REAL *gates, const REAL *bias, const REAL *c_prev, REAL *c, REAL *h) {
    REAL *i = gates, *f = i + hidden, *g = f + hidden, *o = g + hidden;
    EACH_UNIT for (size_t k = 0; k < hidden; k++) {
        REAL input = i[k], forget = f[k], cell = g[k], output = o[k];
        if (bias != NULL) {
            input += bias[k];
            forget += bias[k + hidden];
            cell += bias[k + 2 * hidden];
            output += bias[k + 3 * hidden];
        }
        input = SIGMOID(input);
        forget = SIGMOID(forget);
        cell = TANH(cell);
        output = SIGMOID(output);
        REAL next = forget * c_prev[k] + input * cell;
        i[k] = input;
        f[k] = forget;
        g[k] = cell;
        o[k] = output;
        c[k] = next;
        h[k] = output * TANH(next);
    }
}

CLONES void NAME(k_lstm_cell_forward)(size_t rows, size_t hidden, REAL *gates, const REAL *bias, const REAL *c_prev,
                                      REAL *c, REAL *h) {
    for (size_t row = 0; row < rows; row++) {
        size_t at = row * hidden;
        if (bias == NULL) NAME(cell_row)(hidden, gates + 4 * at, NULL, c_prev + at, c + at, h + at);
        else NAME(cell_row)(hidden, gates + 4 * at, bias, c_prev + at, c + at, h + at);
    }
}

CLONES void NAME(k_lstm_cell_backward)(size_t rows, size_t hidden, REAL *gates, const REAL *c_prev, const REAL *c,
                                       const REAL *dh, REAL *dc) {
    for (size_t row = 0; row < rows; row++) {
        REAL *i = gates + row * 4 * hidden, *f = i + hidden, *g = f + hidden, *o = g + hidden;
        const REAL *before = c_prev + row * hidden, *after = c + row * hidden, *dout = dh + row * hidden;
        REAL *carry = dc + row * hidden;
        EACH_UNIT for (size_t k = 0; k < hidden; k++) {
            REAL input = i[k], forget = f[k], cell = g[k], output = o[k];
            REAL t = TANH(after[k]);
            REAL dnext = carry[k] + dout[k] * output * (1 - t * t);
            i[k] = dnext * cell * (input * (1 - input));       // sigmoid' = s (1 - s)
            f[k] = dnext * before[k] * (forget * (1 - forget));
            g[k] = dnext * input * (1 - cell * cell);          // tanh' = 1 - t^2
            o[k] = dout[k] * t * (output * (1 - output));
            carry[k] = dnext * forget;
        }
    }
}

// A tile of columns is summed on the stack over a block of rows, eight rows at a time as a tree, and then added to the
// result: x is read once in long runs, and rounding errors grow with the number of blocks, not with the number of rows.
CLONES void NAME(k_column_sums)(const REAL *x, size_t rows, size_t cols, REAL *out) {
    enum { TILE = 512, BLOCK = 128 };
    REAL sums[TILE];
    for (size_t column = 0; column < cols; column += TILE) {
        size_t width = cols - column < TILE ? cols - column : TILE;
        for (size_t first = 0; first < rows; first += BLOCK) {
            size_t last = rows - first < BLOCK ? rows : first + BLOCK;
            for (size_t k = 0; k < width; k++) sums[k] = 0;
            size_t row = first;
            for (; row + 8 <= last; row += 8) {
                const REAL *a = x + row * cols + column, *b = a + cols, *c = b + cols, *d = c + cols;
                const REAL *e = d + cols, *f = e + cols, *g = f + cols, *h = g + cols;
                EACH for (size_t k = 0; k < width; k++)
                    sums[k] += ((a[k] + b[k]) + (c[k] + d[k])) + ((e[k] + f[k]) + (g[k] + h[k]));
            }
            for (; row < last; row++) {
                const REAL *a = x + row * cols + column;
                EACH for (size_t k = 0; k < width; k++) sums[k] += a[k];
            }
            EACH for (size_t k = 0; k < width; k++) out[column + k] += sums[k];
        }
    }
}
