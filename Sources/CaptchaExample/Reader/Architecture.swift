import Apus

/// The sizes of a reader's network: what its tensors must look like.
struct Architecture: Equatable {
  /// Pixels that it sees a step: image height times columns a step.
  var inputSize: Int
  var hiddenSize: Int
  var layers: Int
  /// Whether each layer also reads from right to left.
  var bidirectional: Bool
  /// Ten digits, and a last class that stands for "no digit here".
  var classes = 11

  /// The class between and around the digits.
  var blank: Int { classes - 1 }
  var directions: Int { bidirectional ? 2 : 1 }
  /// Values that the LSTM hands to the linear layer.
  var featureCount: Int { directions * hiddenSize }

  /// Name and shape of every parameter, as PyTorch names them.
  var shapes: [String: [Int]] {
    var shapes = ["fc.weight": [classes, featureCount], "fc.bias": [classes]]
    for layer in 0..<layers {
      for direction in ["", "_reverse"].prefix(directions) {
        let suffix = "l\(layer)\(direction)"
        let inputs = layer == 0 ? inputSize : featureCount
        shapes["lstm.weight_ih_\(suffix)"] = [4 * hiddenSize, inputs]
        shapes["lstm.weight_hh_\(suffix)"] = [4 * hiddenSize, hiddenSize]
        shapes["lstm.bias_ih_\(suffix)"] = [4 * hiddenSize]
        shapes["lstm.bias_hh_\(suffix)"] = [4 * hiddenSize]
      }
    }
    return shapes
  }

  /// How many neighbouring columns of pixels make one step.
  ///
  /// Throws where this network cannot read images of this size.
  func columnsPerStep(for size: ImageSize) throws -> Int {
    guard size.height > 0, inputSize.isMultiple(of: size.height) else {
      throw Failure(
        .badData,
        "the network sees \(inputSize) pixels a step, which are no whole columns of images "
          + "of \(size)")
    }
    let columns = inputSize / size.height
    guard size.width > 0, size.width.isMultiple(of: columns) else {
      throw Failure(
        .badData,
        "the network sees \(columns) columns a step, which do not divide images of \(size)")
    }
    return columns
  }
}

extension Architecture {
  /// Read off the tensors of a state dict. Throws what is missing or does not fit together.
  init(of state: StateDict) throws {
    func shape(_ name: String) throws -> [Int] {
      guard let array = state[name] else { throw Mismatch("has no tensor \(name)") }
      guard array.rank == 2 else {
        throw Mismatch("\(name) has the shape \(array.shape), expected a matrix")
      }
      return array.shape
    }
    let input = try shape("lstm.weight_ih_l0")
    let recurrent = try shape("lstm.weight_hh_l0")
    let output = try shape("fc.weight")
    var layers = 1
    while state["lstm.weight_ih_l\(layers)"] != nil { layers += 1 }
    self.init(
      inputSize: input[1], hiddenSize: recurrent[1], layers: layers,
      bidirectional: state["lstm.weight_ih_l0_reverse"] != nil, classes: output[0])
    try check(state)
  }

  private func check(_ state: StateDict) throws {
    guard inputSize > 0, hiddenSize > 0 else {
      throw Mismatch("lstm.weight_ih_l0 or lstm.weight_hh_l0 is empty")
    }
    guard classes == 11 else {
      throw Mismatch(
        "fc.weight tells \(classes) classes apart; a reader of digits has 11, the blank last")
    }
    let shapes = self.shapes
    for (name, array) in state.sorted(by: { $0.key < $1.key }) {
      guard let shape = shapes[name] else {
        throw Mismatch("has a tensor \(name), which a reader of digits has not")
      }
      guard array.shape == shape else {
        throw Mismatch("\(name) has the shape \(array.shape), expected \(shape)")
      }
      guard array.sum().item().isFinite else {
        throw Mismatch("\(name) has values that are not finite")
      }
    }
    if let missing = shapes.keys.sorted().first(where: { state[$0] == nil }) {
      throw Mismatch("has no tensor \(missing)")
    }
  }
}
