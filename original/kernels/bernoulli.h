// Bernoulli log likelihood of images with clipped probabilities, and its slope, in one pass.

// log(value) for positive normal numbers: the exponent, and for the mantissa m in [sqrt(1/2), sqrt(2)) the series
// log m = 2 (s + s^3 / 3 + s^5 / 5 + ...), s = (m - 1) / (m + 1). Loops over it vectorise, over logf they do not.
static inline float logarithm(float value) {
    npy_int32 bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    npy_int32 exponent = (bits - 0x3f3504f3) >> 23;  // the bits of sqrt(1/2)
    bits -= exponent << 23;
    float mantissa;
    __builtin_memcpy(&mantissa, &bits, sizeof mantissa);
    float s = (mantissa - 1) / (mantissa + 1), t = s * s;
    float series = 1 + t * (1.f / 3 + t * (1.f / 5 + t * (1.f / 7 + t * (1.f / 9))));
    return (float)exponent * 0.69314718f + 2 * s * series;
}

static inline double logarithm(double value) { return std::log(value); }

// x and p (B, N); log_px (B,) the sum over N; slope (B, N) its derivative in p, 0 where p is clipped
template <typename T>
static void log_bernoulli(const T* x, const T* p, T* log_px, T* slope, npy_intp images, npy_intp num, T clip) {
    const T low = clip, high = 1 - clip;
    const npy_intp BLOCK = 64, LANES = 8;
#pragma omp parallel for if (images * num > 4096)
    for (npy_intp b = 0; b < images; b++) {
        double sums[LANES] = {0};
        for (npy_intp first = 0; first < num; first += BLOCK) {
            npy_intp count = num - first < BLOCK ? num - first : BLOCK;
            const T *targets = x + b * num + first, *probabilities = p + b * num + first;
            T* slopes = slope + b * num + first;
            T terms[BLOCK];
            for (npy_intp n = 0; n < BLOCK; n++) terms[n] = 0;
            for (npy_intp n = 0; n < count; n++) {
                T target = targets[n], probability = probabilities[n];
                T q = probability < low ? low : probability;
                q = q > high ? high : q;
                T rest = 1 - q;
                // q - q is 0, or NaN where q is: the logarithm above would hide that.
                terms[n] = target * logarithm(q) + (1 - target) * logarithm(rest) + (q - q);
                T inside = target / q - (1 - target) / rest;
                slopes[n] = probability < low ? T(0) : probability > high ? T(0) : inside;
            }
            for (npy_intp n = 0; n < BLOCK; n += LANES)
                for (npy_intp lane = 0; lane < LANES; lane++) sums[lane] += terms[n + lane];
        }
        double sum = 0;
        for (npy_intp lane = 0; lane < LANES; lane++) sum += sums[lane];
        log_px[b] = (T)sum;
    }
}
