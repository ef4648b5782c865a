// The logistic function in a form that loops vectorise over; over expf they do not.

// exp(x): x = n log 2 + r with |r| <= log(2) / 2, the Taylor series of exp(r) up to r^7, and n in the exponent's bits.
static inline float exponential(float x) {
    const float ROUND = 12582912.f;  // 1.5 * 2^23: a number added to it is rounded to an integer, in its last bits
    x = x < -87.f ? -87.f : x > 88.f ? 88.f : x;  // NaN stays
    float shifted = x * 1.44269504f + ROUND, n = shifted - ROUND;
    float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;  // log 2 in two parts, the first exact
    float series = 1 + r * (1 + r * (1.f / 2 + r * (1.f / 6 + r * (1.f / 24 + r * (1.f / 120 + r * (1.f / 720
                   + r * (1.f / 5040)))))));
    npy_int32 bits, power;
    __builtin_memcpy(&bits, &shifted, sizeof bits);
    power = (bits - 0x4b400000 + 127) << 23;
    float scale;
    __builtin_memcpy(&scale, &power, sizeof scale);
    return series * scale;
}

static inline float logistic(float x) { return 1 / (1 + exponential(-x)); }
