// One step of Adadelta on one parameter, in place: what it costs is reading and writing four arrays once.

template <typename T>
static void adadelta(T* __restrict__ param, T* __restrict__ accu, T* __restrict__ delta_accu,
                     const T* __restrict__ gradient, npy_intp num, T learning_rate, T rho, T rest, T epsilon) {
    // The operations, and so the rounding, of lasagne.updates.adadelta; `rest` is 1 - rho, rounded once.
#pragma omp parallel for if (num > 32768)
    for (npy_intp i = 0; i < num; i++) {
        T g = gradient[i];
        T mean_square = rho * accu[i] + rest * (g * g);
        T update = g * std::sqrt(delta_accu[i] + epsilon) / std::sqrt(mean_square + epsilon);
        accu[i] = mean_square;
        param[i] = param[i] - learning_rate * update;
        delta_accu[i] = rho * delta_accu[i] + rest * (update * update);
    }
}
