public import ApusAutograd
public import ApusTensor

/// Long short-term memory over whole sequences, in one or more layers, in one or both directions
/// (Hochreiter and Schmidhuber 1997). Parameter names, shapes and initial values equal PyTorch's:
/// `weight_ih_l0` [4H, in], `weight_hh_l0` [4H, H], `bias_ih_l0`, `bias_hh_l0` [4H], with `_reverse` for
/// the other direction; the four blocks are the input, forget, cell and output gates.
public final class LSTM: Module {
  public let inputSize: Int, hiddenSize: Int, numLayers: Int
  public let bias: Bool, batchFirst: Bool, bidirectional: Bool
  /// Probability with which outputs of each layer but the last are dropped in training; with one layer
  /// nothing is.
  public let dropout: Double
  private let dtype: DType
  private let weights = ParameterList()

  /// Hidden and cell state of all layers and directions: [layers * directions, N, H], or without N for
  /// unbatched input. The directions of a layer stand side by side.
  public struct State {
    public var h, c: Tensor

    public init(h: Tensor, c: Tensor) { (self.h, self.c) = (h, c) }

    /// The same values outside the graph: to carry a state from batch to batch without
    /// differentiating through all earlier ones.
    public func detach() -> State { State(h: h.detach(), c: c.detach()) }
  }

  /// All parameters are drawn from U(-1/sqrt(H), 1/sqrt(H)), as in PyTorch.
  public init(
    _ inputSize: Int, _ hiddenSize: Int, numLayers: Int = 1, bias: Bool = true,
    batchFirst: Bool = false, dropout: Double = 0, bidirectional: Bool = false,
    dtype: DType = .float32
  ) {
    require(
      inputSize > 0 && hiddenSize > 0 && numLayers > 0,
      "LSTM: sizes must be positive, got \(inputSize), \(hiddenSize) and \(numLayers) layers")
    require(
      NDArray.elementCount(of: [8, numLayers, hiddenSize, Swift.max(inputSize, hiddenSize)]) != nil,
      "LSTM: \(inputSize) inputs and \(numLayers) layers of \(hiddenSize) are too many weights")
    require(dropout >= 0 && dropout <= 1, "LSTM: dropout must be between 0 and 1, got \(dropout)")
    (self.inputSize, self.hiddenSize, self.numLayers) = (inputSize, hiddenSize, numLayers)
    (self.bias, self.batchFirst, self.bidirectional) = (bias, batchFirst, bidirectional)
    (self.dropout, self.dtype) = (dropout, dtype)
    super.init()
    let bound = 1 / Double(hiddenSize).squareRoot()
    for layer in 0..<numLayers {
      let inputs = layer == 0 ? inputSize : hiddenSize * directions
      for direction in 0..<directions {
        let suffix = LSTM.suffix(layer, direction)
        func draw(_ name: String, _ shape: [Int]) {
          weights.append(
            name + suffix, Init.uniform(shape, from: -bound, to: bound, dtype: dtype))
        }
        draw("weight_ih", [4 * hiddenSize, inputs])
        draw("weight_hh", [4 * hiddenSize, hiddenSize])
        if bias {
          draw("bias_ih", [4 * hiddenSize])
          draw("bias_hh", [4 * hiddenSize])
        }
      }
    }
  }

  private var directions: Int { bidirectional ? 2 : 1 }

  private static func suffix(_ layer: Int, _ direction: Int) -> String {
    "_l\(layer)" + (direction == 1 ? "_reverse" : "")
  }

  /// - Parameters:
  ///   - input: [T, N, in], [N, T, in] where `batchFirst`, or [T, in] without a batch.
  ///   - state: where to start; zeros if nil.
  /// - Returns: the outputs of the last layer at all steps, [T, N, H] (2H in both directions, forward
  ///   first; laid out as the input), and the states after each layer's last step.
  public func callAsFunction(_ input: Tensor, _ state: State? = nil) -> (
    output: Tensor, state: State
  ) {
    checkInput(input)
    let isBatched = input.rank == 3
    var x = isBatched ? input : input.unsqueeze(1)
    if isBatched && batchFirst { x = x.transpose(0, 1) }
    let start = initialState(state, isBatched: isBatched, batch: x.shape[1])

    var (lastH, lastC): ([Tensor], [Tensor]) = ([], [])
    for layer in 0..<numLayers {
      var outputs: [Tensor] = []
      for direction in 0..<directions {
        let index = layer * directions + direction
        let result = lstmLayer(
          x, h0: start.h[index], c0: start.c[index], layerWeights(layer, direction),
          isReverse: direction == 1)
        outputs.append(result.output)
        lastH.append(result.h)
        lastC.append(result.c)
      }
      x = outputs.count == 1 ? outputs[0] : .cat(outputs, dim: 2)
      if isTraining && layer < numLayers - 1 { x = ApusNN.dropout(x, p: dropout) }
    }
    let (h, c) = (Tensor.stack(lastH), Tensor.stack(lastC))
    if !isBatched {
      return (x.squeeze(1), State(h: h.squeeze(1), c: c.squeeze(1)))
    }
    return (batchFirst ? x.transpose(0, 1) : x, State(h: h, c: c))
  }

  private func layerWeights(_ layer: Int, _ direction: Int) -> LSTMLayerWeights {
    let suffix = LSTM.suffix(layer, direction)
    return LSTMLayerWeights(
      inputWeight: weights["weight_ih" + suffix]!, hiddenWeight: weights["weight_hh" + suffix]!,
      inputBias: weights["bias_ih" + suffix], hiddenBias: weights["bias_hh" + suffix])
  }

  // MARK: - Checks

  private func checkInput(_ input: Tensor) {
    require(
      input.rank == 2 || input.rank == 3,
      "\(label): input needs 2 or 3 dimensions, got \(input.shape)")
    require(
      input.shape.last == inputSize,
      "\(label): the last dimension of the input \(input.shape) must be the input size \(inputSize)"
    )
    require(
      input.dtype == dtype,
      "\(label): input is \(input.dtype), the weights are \(dtype); convert one with to(_:)")
    let time = input.rank == 3 && batchFirst ? 1 : 0
    require(
      input.shape[time] > 0, "\(label): the sequence is empty (input \(input.shape))")
  }

  private func initialState(_ state: State?, isBatched: Bool, batch: Int) -> State {
    let expected = [numLayers * directions, batch, hiddenSize]
    guard let state else {
      return State(h: .zeros(expected, dtype: dtype), c: .zeros(expected, dtype: dtype))
    }
    let given = isBatched ? expected : [expected[0], hiddenSize]
    for (name, tensor) in [("h", state.h), ("c", state.c)] {
      require(
        tensor.shape == given && tensor.dtype == dtype,
        "\(label): expected state \(name) of shape \(given) (\(dtype)), "
          + "got \(tensor.shape) (\(tensor.dtype))")
    }
    return isBatched ? state : State(h: state.h.unsqueeze(1), c: state.c.unsqueeze(1))
  }

  public override var extraDescription: String {
    var parts = ["\(inputSize)", "\(hiddenSize)"]
    if numLayers != 1 { parts.append("num_layers=\(numLayers)") }
    if !bias { parts.append("bias=False") }
    if batchFirst { parts.append("batch_first=True") }
    if dropout != 0 { parts.append("dropout=\(dropout)") }
    if bidirectional { parts.append("bidirectional=True") }
    return parts.joined(separator: ", ")
  }
}
