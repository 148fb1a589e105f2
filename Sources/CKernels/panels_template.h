// Products of matrices in panels, for one kind of operand and one instruction set. Included by panels_of_set.h with
// OPERAND, NUMBERS (how many numbers an operand holds), REAL (of the sums), ADD_PRODUCT(sums, left, right), NAME(x),
// VECTOR_BYTES and PASS_VECTORS (vectors of columns that are summed in registers at a time) defined.
//
// The right operand lies in panels of 64 columns, [depth][64]; the left one in panels of 16 or 64 units, [row][unit].
// A tile of up to six rows by 64 columns is summed in registers: each element of the left operand meets all columns,
// each vector of the right one all rows.

enum {
    NAME(lanes) = VECTOR_BYTES / sizeof(REAL),
    NAME(pass_columns) = NAME(lanes) * PASS_VECTORS,
    NAME(unit_row) = UNITS / NUMBERS, // operands
    NAME(gate_row) = COLUMNS / NUMBERS,
};
typedef REAL NAME(vector) __attribute__((vector_size(VECTOR_BYTES)));
typedef OPERAND NAME(operands) __attribute__((vector_size(VECTOR_BYTES)));
typedef struct {
    _Alignas(64) REAL at[TILE_ROWS][COLUMNS];
} NAME(tile);

INLINE NAME(operands) NAME(load)(const OPERAND *from) {
    NAME(operands) v;
    memcpy(&v, from, sizeof v);
    return v;
}

/// sums += x[row * row_step] times the vectors at b. `rows` and `row_step` are literals where this is inlined.
INLINE void NAME(step)(int rows, size_t row_step, const OPERAND *x, const OPERAND *b,
                       NAME(vector) sums[TILE_ROWS][PASS_VECTORS]) {
    NAME(operands) right[PASS_VECTORS];
    UNROLL for (int v = 0; v < PASS_VECTORS; v++) right[v] = NAME(load)(b + v * NAME(lanes));
    UNROLL for (int r = 0; r < rows; r++) {
        NAME(operands) left = x[(size_t)r * row_step] - (NAME(operands)){0}; // in every lane
        UNROLL for (int v = 0; v < PASS_VECTORS; v++) sums[r][v] = ADD_PRODUCT(sums[r][v], left, right[v]);
    }
}

/// tile = the product of `rows` rows of `panels` left panels with one right panel of panels * width rows. The elements
/// of a left panel lie at a[row * row_step + k * depth_step] for k < width, the next panel `stride` further.
INLINE void NAME(product_pass)(int rows, size_t row_step, size_t depth_step, size_t width, size_t panels,
                               const OPERAND *a, size_t stride, const OPERAND *b, NAME(tile) *tile) {
    for (int first = 0; first < COLUMNS; first += NAME(pass_columns)) {
        NAME(vector) sums[TILE_ROWS][PASS_VECTORS] = {0};
        const OPERAND *right = b + first;
        for (size_t p = 0; p < panels; p++) {
            const OPERAND *x = a + p * stride;
            size_t k = 0;
            for (; k + 4 <= width; k += 4, x += 4 * depth_step, right += 4 * COLUMNS) {
                UNROLL for (size_t i = 0; i < 4; i++)
                    NAME(step)(rows, row_step, x + i * depth_step, right + i * COLUMNS, sums);
            }
            for (; k < width; k++, x += depth_step, right += COLUMNS) NAME(step)(rows, row_step, x, right, sums);
        }
        UNROLL for (int r = 0; r < rows; r++)
            UNROLL for (int v = 0; v < PASS_VECTORS; v++)
                memcpy(&tile->at[r][first + v * NAME(lanes)], &sums[r][v], VECTOR_BYTES);
    }
}

/// product_pass with a literal number of rows, so that the sums stay in registers.
INLINE void NAME(product_tile)(int rows, size_t row_step, size_t depth_step, size_t width, size_t panels,
                               const OPERAND *a, size_t stride, const OPERAND *b, NAME(tile) *tile) {
    switch (rows) {
    case 1: NAME(product_pass)(1, row_step, depth_step, width, panels, a, stride, b, tile); break;
    case 2: NAME(product_pass)(2, row_step, depth_step, width, panels, a, stride, b, tile); break;
    case 3: NAME(product_pass)(3, row_step, depth_step, width, panels, a, stride, b, tile); break;
    case 4: NAME(product_pass)(4, row_step, depth_step, width, panels, a, stride, b, tile); break;
    case 5: NAME(product_pass)(5, row_step, depth_step, width, panels, a, stride, b, tile); break;
    default: NAME(product_pass)(6, row_step, depth_step, width, panels, a, stride, b, tile);
    }
}

/// A tile whose left operand is a matrix with rows `step` apart.
static void NAME(row_tile)(int rows, size_t depth, const OPERAND *a, size_t step, const OPERAND *b, NAME(tile) *tile) {
    NAME(product_tile)(rows, step, 1, depth, 1, a, 0, b, tile);
}

/// A tile whose left operand lies in unit panels.
static void NAME(unit_tile)(int rows, size_t panels, const OPERAND *a, size_t stride, const OPERAND *b,
                            NAME(tile) *tile) {
    NAME(product_tile)(rows, NAME(unit_row), 1, NAME(unit_row), panels, a, stride, b, tile);
}

/// A tile whose left operand lies in gate panels.
static void NAME(gate_tile)(int rows, size_t panels, const OPERAND *a, size_t stride, const OPERAND *b,
                            NAME(tile) *tile) {
    NAME(product_tile)(rows, NAME(gate_row), 1, NAME(gate_row), panels, a, stride, b, tile);
}

/// A tile whose left operand is one unit panel, transposed: its units are the tile's rows, its `depth` rows are summed.
static void NAME(transposed_tile)(int rows, size_t depth, const OPERAND *a, const OPERAND *b, NAME(tile) *tile) {
    NAME(product_tile)(rows, 1, UNITS, depth, 1, a, 0, b, tile);
}

static void NAME(row_product)(size_t rows, size_t columns, size_t depth, const OPERAND *a, size_t a_step,
                              const OPERAND *b, int adds, REAL *c, size_t c_step) {
    NAME(tile) tile;
    int count;
    for (size_t first = 0; first < rows; first += (size_t)count) {
        count = tile_rows(rows - first);
        NAME(row_tile)(count, depth, a + first * a_step, a_step, b, &tile);
        for (int r = 0; r < count; r++) {
            REAL *to = c + (first + (size_t)r) * c_step;
            if (adds)
                EACH for (size_t i = 0; i < columns; i++) to[i] += tile.at[r][i];
            else memcpy(to, tile.at[r], columns * sizeof(REAL));
        }
    }
}

static void NAME(gate_product)(size_t rows, size_t columns, size_t panels, const OPERAND *a, size_t stride,
                               const OPERAND *b, REAL *c, size_t c_step) {
    NAME(tile) tile;
    for (size_t left = 0; left < columns; left += COLUMNS, b += panels * NAME(gate_row) * COLUMNS) {
        size_t width = columns - left < COLUMNS ? columns - left : COLUMNS;
        int count;
        for (size_t first = 0; first < rows; first += (size_t)count) {
            count = tile_rows(rows - first);
            NAME(gate_tile)(count, panels, a + first * NAME(gate_row), stride, b, &tile);
            for (int r = 0; r < count; r++)
                memcpy(c + (first + (size_t)r) * c_step + left, tile.at[r], width * sizeof(REAL));
        }
    }
}

static void NAME(add_transposed)(size_t depth, size_t panels, const OPERAND *a, size_t stride, const OPERAND *b,
                                 REAL *c) {
    NAME(tile) tile;
    for (size_t p = 0; p < panels; p++) {
        int count;
        for (size_t first = 0; first < UNITS; first += (size_t)count) {
            count = tile_rows(UNITS - first);
            NAME(transposed_tile)(count, depth, a + p * stride + first, b, &tile);
            REAL *to = c + (p * UNITS + first) * COLUMNS;
            for (int r = 0; r < count; r++)
                EACH for (int i = 0; i < COLUMNS; i++) to[r * COLUMNS + i] += tile.at[r][i];
        }
    }
}
