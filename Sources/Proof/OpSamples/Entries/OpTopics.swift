extension OpTopic {
  /// Everything that PyTorch's list of operations has and this project too.
  static let all: [OpTopic] = [
    arithmetic, comparison, functions, conversions, views, indexing, reductions, softmaxes,
    products, layers, factories,
  ]
}
