extension ItemGroup {
  /// Everything that is compared.
  package static let all: [ItemGroup] = [
    arithmetic, functions, comparisons, reductions, softmaxes, views, products,
    layers, lstm, lstmSizes, lstmDropout, ctc, optimizers, schedules, clipping, random, weights,
    data, images, types, text, training, differences,
  ]
}
