import Autograd
import NN
import Tensor
import TestSupport
import Testing

/// A case of layers.safetensors: values and gradients of a layer.
struct LayerCase: CustomTestStringConvertible {
  let name: String
  let make: @Sendable (DType) -> any Layer
  var testDescription: String { name }

  static let all = [
    LayerCase(name: "linear") { Linear(7, 5, dtype: $0) },
    LayerCase(name: "linear_no_bias") { Linear(7, 5, bias: false, dtype: $0) },
    LayerCase(name: "linear_1d") { Linear(7, 5, dtype: $0) },
    LayerCase(name: "linear_3d") { Linear(7, 5, dtype: $0) },
    LayerCase(name: "log_softmax") { _ in LogSoftmax(dim: -1) },
    LayerCase(name: "log_softmax_dim0") { _ in LogSoftmax(dim: 0) },
    LayerCase(name: "log_softmax_large") { _ in LogSoftmax(dim: -1) },
    LayerCase(name: "relu") { _ in ReLU() },
    LayerCase(name: "tanh") { _ in Tanh() },
    LayerCase(name: "sigmoid") { _ in Sigmoid() },
    LayerCase(name: "dropout_p0.0") { _ in Dropout(p: 0) },
    LayerCase(name: "dropout_p0.25") { _ in Dropout(p: 0.25) },
    LayerCase(name: "dropout_p0.5") { _ in Dropout() },
    LayerCase(name: "dropout_p1.0") { _ in Dropout(p: 1) },
  ]
}

@Suite struct LayerTests {
  private func load(_ name: String, _ dtype: DType) throws -> [String: NDArray] {
    entries(try fixture("layers"), below: "\(name)/\(dtype == .float32 ? "f32" : "f64")")
  }

  private func check(_ layer: any Layer, _ data: [String: NDArray], transposed: Bool = false) throws
  {
    try layer.load(entries(data, below: "param"))
    let x = Tensor(data["x"]!, requiresGrad: true)
    manualSeed(11)
    let y = layer(transposed ? x.T : x)
    #expect(precisionDifference(y.array, data["y"]!) == nil)
    y.backward(gradient: Tensor(data["grad_y"]!))
    #expect(precisionDifference(x.grad!.array, data["d_x"]!) == nil)
    for (name, parameter) in layer.namedParameters {
      #expect(
        precisionDifference(parameter.grad!.array, data["d_param/\(name)"]!) == nil, "\(name)")
    }
  }

  @Test(arguments: LayerCase.all, [DType.float32, .float64])
  func equalsPyTorch(_ example: LayerCase, dtype: DType) throws {
    let data = try load(example.name, dtype)
    try check(sized(example, data, dtype), data)
  }

  /// Linear layers take their sizes from the fixture.
  private func sized(_ example: LayerCase, _ data: [String: NDArray], _ dtype: DType) -> any Layer {
    guard let weight = data["param/weight"], example.name.hasPrefix("linear") else {
      return example.make(dtype)
    }
    return Linear(
      weight.shape[1], weight.shape[0], bias: data["param/bias"] != nil, dtype: dtype)
  }

  @Test(arguments: [DType.float32, .float64]) func layerNorm(dtype: DType) throws {
    for name in ["layer_norm", "layer_norm_2d"] {
      let data = try load(name, dtype)
      try check(LayerNorm(data["param/weight"]!.shape, dtype: dtype), data)
    }
  }

  /// The optimizer reads both side by side.
  @Test func gradientOfAWeightLiesInMemoryAsTheWeight() {
    for input in [[6, 3], [2, 6, 3]] {
      let linear = Linear(3, 4)
      linear(.randn(input)).sum().backward()
      #expect(linear.weight.grad!.array.isContiguous, "\(input)")
    }
  }

  /// A transposed input draws its mask in the order of its own memory.
  @Test(arguments: [DType.float32, .float64]) func dropoutOfATransposedInput(dtype: DType) throws {
    try check(Dropout(), load("dropout_transposed", dtype), transposed: true)
  }

  @Test func orthogonalInitialisation() throws {
    let data = try fixture("random")
    for (name, shape) in [("init_5x3", [5, 3]), ("init_3x5", [3, 5])] {
      manualSeed(0)
      #expect(
        precisionDifference(Init.orthogonal(shape).array, data["\(name)/orthogonal"]!) == nil,
        "\(name)")
      manualSeed(0)
      #expect(Init.xavierUniform(shape).array == data["\(name)/xavier_uniform"]!)
      manualSeed(0)
      #expect(
        Init.kaimingUniform(shape, a: 5.0.squareRoot()).array == data["\(name)/kaiming_uniform"]!)
    }
  }

  @Test(arguments: ["mean", "sum", "none"]) func meanSquaredError(reduction: String) throws {
    let data = try load("mse_\(reduction)", .float32)
    let x = Tensor(data["x"]!, requiresGrad: true)
    let reductions: [String: Reduction] = ["mean": .mean, "sum": .sum, "none": .none]
    let loss = mseLoss(x, Tensor(data["target"]!), reduction: reductions[reduction]!)
    #expect(precisionDifference(loss.array, data["y"]!) == nil)
    loss.backward(gradient: Tensor(data["grad_y"]!))
    #expect(precisionDifference(x.grad!.array, data["d_x"]!) == nil)
  }
}
