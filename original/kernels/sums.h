// Sums over the rows of a matrix, in double precision.

// x (rows, columns), sums (columns,)
template <typename T>
static void column_sums(const T* x, T* sums, npy_intp rows, npy_intp columns) {
    const npy_intp BLOCK = 64;
#pragma omp parallel for if (rows * columns > 32768)
    for (npy_intp first = 0; first < columns; first += BLOCK) {
        npy_intp count = columns - first < BLOCK ? columns - first : BLOCK;
        double block[BLOCK] = {0};
        for (npy_intp row = 0; row < rows; row++) {
            const T* values = x + row * columns + first;
            for (npy_intp n = 0; n < count; n++) block[n] += values[n];
        }
        for (npy_intp n = 0; n < count; n++) sums[first + n] = (T)block[n];
    }
}
