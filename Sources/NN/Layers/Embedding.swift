public import ApusAutograd
public import ApusTensor

/// A table of vectors, one for each of `numEmbeddings` integers.
public final class Embedding: Module, Layer {
  public let numEmbeddings: Int, embeddingDim: Int
  /// An integer whose vector starts as zeros and gets no gradient.
  public let paddingIdx: Int?
  /// [numEmbeddings, embeddingDim]
  @Parameter public var weight: Tensor

  /// The vectors are drawn from N(0, 1), as in PyTorch. A negative `paddingIdx` counts from the end.
  public init(
    _ numEmbeddings: Int, _ embeddingDim: Int, paddingIdx: Int? = nil, dtype: DType = .float32
  ) {
    require(
      numEmbeddings > 0 && embeddingDim >= 0,
      "Embedding: sizes must be positive, got \(numEmbeddings) and \(embeddingDim)")
    require(
      paddingIdx == nil || (-numEmbeddings..<numEmbeddings).contains(paddingIdx!),
      "Embedding: paddingIdx \(paddingIdx ?? 0) is not one of \(numEmbeddings) entries")
    (self.numEmbeddings, self.embeddingDim) = (numEmbeddings, embeddingDim)
    self.paddingIdx = paddingIdx.map { $0 < 0 ? $0 + numEmbeddings : $0 }
    var table = NDArray.randn([numEmbeddings, embeddingDim], dtype: dtype)
    if let padding = self.paddingIdx { table[padding] = .zeros([embeddingDim], dtype: dtype) }
    weight = Tensor(table, requiresGrad: true)
  }

  /// The vectors of `indices` (integers of any shape), [..., embeddingDim].
  public func callAsFunction(_ indices: Tensor) -> Tensor {
    embedding(indices, weight, paddingIdx: paddingIdx)
  }

  public override var extraDescription: String {
    "\(numEmbeddings), \(embeddingDim)" + (paddingIdx.map { ", padding_idx=\($0)" } ?? "")
  }
}

/// The rows of `weight` [entries, size] that `indices` (integers of any shape) name: [..., size]. Row `paddingIdx`
/// gets no gradient. Traps on an index that is not a row.
public func embedding(_ indices: Tensor, _ weight: Tensor, paddingIdx: Int? = nil) -> Tensor {
  require(weight.rank == 2, "embedding: the weight needs 2 dimensions, got \(weight.shape)")
  require(
    !indices.dtype.isFloatingPoint,
    "embedding: indices must be integers, got \(indices.dtype) of shape \(indices.shape); "
      + "x.to(.int64), or Tensor([3, 1], dtype: .int64)")
  let rows = weight.indexSelect(dim: 0, indices.flatten(), operation: "embedding")
  let vectors = rows.reshape(indices.shape + [weight.shape[1]])
  guard let paddingIdx else { return vectors }
  let padding = paddingIdx < 0 ? paddingIdx + weight.shape[0] : paddingIdx
  let isPadding = indices.equal(.whole(padding)).unsqueeze(-1)
  return vectors.detach().where(isPadding, else: vectors)
}
