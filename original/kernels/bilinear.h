// Bilinear sampling and its gradient; the conventions are those of original/transformers/sampling.py.
//
// Points are taken in blocks: a first loop computes their neighbours and weights, in a form that compilers vectorise
// (comparisons with ?:, no calls), and the loops over the channels then only load, multiply and add.

enum Border { NEAREST, MIRROR, WRAP, ZEROS };

const npy_intp POINTS = 128;  // in a block: small enough for the fastest cache

template <typename T>
struct Neighbours {
    int before[POINTS], after[POINTS];  // pixel indices on either side; under ZEROS -1 for one outside the image
    T weight[POINTS];                   // of the pixel after; NaN if the position is
};

static inline int into_image(int index, int size, int border) {
    if (border == ZEROS) return index >= 0 && index < size ? index : -1;
    int period = border == WRAP ? size : 2 * (size - 1);
    if (period < 1) return 0;  // one pixel mirrors into itself
    int folded = index % period;
    folded = folded < 0 ? folded + period : folded;
    return border == MIRROR && folded > period - folded ? period - folded : folded;
}

template <typename T>
static void find_neighbours(const T* position, npy_intp count, int size, int border, Neighbours<T>& found) {
    // Far outside, the index is cut off before it is converted, which is undefined beyond the range of int. One
    // pixel outside is enough for NEAREST; the others keep what float can hold of the place.
    const T low = border == NEAREST ? T(-1) : T(-1e9), high = border == NEAREST ? T(size) : T(1e9);
    for (npy_intp n = 0; n < count; n++) {
        T below = std::floor(position[n]);
        T bounded = below >= low ? below : low;  // NaN ends here, too
        bounded = bounded <= high ? bounded : high;
        int index = (int)bounded;
        found.weight[n] = position[n] - below;
        int before = index > 0 ? index : 0, after = index + 1 > 0 ? index + 1 : 0;
        found.before[n] = border == NEAREST ? (before < size - 1 ? before : size - 1) : index;
        found.after[n] = border == NEAREST ? (after < size - 1 ? after : size - 1) : index + 1;
    }
    if (border == NEAREST) return;
    for (npy_intp n = 0; n < count; n++) {
        found.before[n] = into_image(found.before[n], size, border);
        found.after[n] = into_image(found.after[n], size, border);
    }
}

template <int border>
static inline bool is_outside(npy_intp row, npy_intp column) {
    return border == ZEROS && (row < 0 || column < 0);
}

// The pixel in a column of a row that begins at `row`, or the 0 that stands outside the image.
template <int border, typename T>
static inline T pixel(const T* plane, npy_intp row, npy_intp column) {
    return is_outside<border>(row, column) ? T(0) : plane[row + column];
}

template <int border, typename T>
static inline void add_to_pixel(T* plane, npy_intp row, npy_intp column, T value) {
    if (!is_outside<border>(row, column)) plane[row + column] += value;
}

// image (B, C, H, W), positions (B, 2, N), sampled (B, C, N)
template <typename T, int border>
static void bilinear_sample(const T* image, const T* positions, T* sampled, npy_intp images, npy_intp channels,
                            npy_intp height, npy_intp width, npy_intp num) {
#pragma omp parallel for if (images * num > 4096)
    for (npy_intp b = 0; b < images; b++) {
        Neighbours<T> x, y;
        for (npy_intp first = 0; first < num; first += POINTS) {
            npy_intp count = num - first < POINTS ? num - first : POINTS;
            find_neighbours(positions + 2 * b * num + first, count, width, border, x);
            find_neighbours(positions + (2 * b + 1) * num + first, count, height, border, y);
            for (npy_intp c = 0; c < channels; c++) {
                const T* plane = image + (b * channels + c) * height * width;
                T* result = sampled + (b * channels + c) * num + first;
                for (npy_intp n = 0; n < count; n++) {
                    npy_intp top = y.before[n] * width, bottom = y.after[n] * width;
                    int left = x.before[n], right = x.after[n];
                    T upper = (1 - x.weight[n]) * pixel<border>(plane, top, left)
                              + x.weight[n] * pixel<border>(plane, top, right);
                    T lower = (1 - x.weight[n]) * pixel<border>(plane, bottom, left)
                              + x.weight[n] * pixel<border>(plane, bottom, right);
                    result[n] = (1 - y.weight[n]) * upper + y.weight[n] * lower;
                }
            }
        }
    }
}

// Gradients of sum(cotangent * sampled), cotangent (B, C, N), in image (unless that is null) and positions.
template <typename T, int border>
static void bilinear_sample_gradient(const T* image, const T* positions, const T* cotangent, T* image_gradient,
                                     T* positions_gradient, npy_intp images, npy_intp channels, npy_intp height,
                                     npy_intp width, npy_intp num) {
#pragma omp parallel for if (images * num > 4096)
    for (npy_intp b = 0; b < images; b++) {
        Neighbours<T> x, y;
        T* planes_gradient = image_gradient ? image_gradient + b * channels * height * width : 0;
        if (planes_gradient)
            for (npy_intp i = 0; i < channels * height * width; i++) planes_gradient[i] = 0;
        for (npy_intp first = 0; first < num; first += POINTS) {
            npy_intp count = num - first < POINTS ? num - first : POINTS;
            T* x_gradient = positions_gradient + 2 * b * num + first;
            T* y_gradient = x_gradient + num;
            find_neighbours(positions + 2 * b * num + first, count, width, border, x);
            find_neighbours(positions + (2 * b + 1) * num + first, count, height, border, y);
            for (npy_intp n = 0; n < count; n++) x_gradient[n] = y_gradient[n] = 0;
            for (npy_intp c = 0; c < channels; c++) {
                const T* plane = image + (b * channels + c) * height * width;
                const T* incoming = cotangent + (b * channels + c) * num + first;
                for (npy_intp n = 0; n < count; n++) {
                    npy_intp top = y.before[n] * width, bottom = y.after[n] * width;
                    int left = x.before[n], right = x.after[n];
                    T from_left = 1 - x.weight[n], from_right = x.weight[n];
                    T above = (1 - y.weight[n]) * incoming[n], below = y.weight[n] * incoming[n];
                    T top_left = pixel<border>(plane, top, left), top_right = pixel<border>(plane, top, right);
                    T bottom_left = pixel<border>(plane, bottom, left);
                    T bottom_right = pixel<border>(plane, bottom, right);
                    x_gradient[n] += above * (top_right - top_left) + below * (bottom_right - bottom_left);
                    y_gradient[n] += incoming[n] * (from_left * (bottom_left - top_left)
                                                    + from_right * (bottom_right - top_right));
                }
                if (!planes_gradient) continue;
                T* gradient = planes_gradient + c * height * width;
                for (npy_intp n = 0; n < count; n++) {
                    npy_intp top = y.before[n] * width, bottom = y.after[n] * width;
                    int left = x.before[n], right = x.after[n];
                    T above = (1 - y.weight[n]) * incoming[n], below = y.weight[n] * incoming[n];
                    add_to_pixel<border>(gradient, top, left, above * (1 - x.weight[n]));
                    add_to_pixel<border>(gradient, top, right, above * x.weight[n]);
                    add_to_pixel<border>(gradient, bottom, left, below * (1 - x.weight[n]));
                    add_to_pixel<border>(gradient, bottom, right, below * x.weight[n]);
                }
            }
        }
    }
}
