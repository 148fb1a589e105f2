import Apus
import ApusTestSupport
import Testing

// The programs of Documentation/Modules.md, in its order. GuideTextTests compares the two.

/// Scales its input by a running mean of what it has seen.
final class RunningScale: Module, Layer {
  @Parameter var weight: Tensor
  @Buffer var runningMean: Tensor

  init(_ size: Int) {
    weight = .ones(size)
    _runningMean = Buffer(wrappedValue: .zeros(size), "running_mean")
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    if isTraining {
      noGrad { runningMean = 0.9 * runningMean + 0.1 * x.mean(dim: 0) }
    }
    return (x - runningMean) * weight
  }
}

final class Mixture: Module {
  @Parameter var weights: [Tensor]
  @Parameter var gate: Tensor
  @Buffer var temperature: Tensor
  let size: Int

  init(_ size: Int, parts: Int) {
    self.size = size
    super.init()
    weights = (0..<parts).map { _ in matrix() }
    _gate = Parameter(wrappedValue: matrix(), "mixing_gate")
    temperature = .ones(1)
  }

  private func matrix() -> Tensor { Init.xavierUniform([size, size]) }
}

final class Classifier: Module {
  let body = Linear(4, 8)
  var head = Linear(8, 3)
}

final class Heavy: Optimizer {
  init(_ parameters: [some Optimizable], lr: Double, mass: Double = 0.9) {
    super.init(parameters, defaults: ParameterGroup(lr: lr) { $0[.mass] = mass })
  }

  override var stateNames: [String] { ["velocity"] }

  override func update(
    _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
  ) {
    state["velocity"] = state["velocity"] * group[.mass] + gradient
    parameter = parameter - state["velocity"] * group.lr
  }
}

extension ParameterGroup.Option {
  static let mass = Self("mass", .notNegative)
}

final class InverseRoot: Schedule {
  override func rate(at step: Int, base: Double) -> Double {
    base / Double(step + 1).squareRoot()
  }
}

@Suite(.ownRandomNumbers) struct ModulesTests {
  @Test func names() {
    let net = Sequential(Linear(3, 4), RunningScale(4))
    #expect(net.stateDict.keys.sorted() == ["0.bias", "0.weight", "1.running_mean", "1.weight"])
    #expect(net[0] is Linear && net[-1] is RunningScale)
    let scale = RunningScale(2)
    _ = scale(Tensor([[1, 2], [3, 4]]))
    #expect(allClose(scale.runningMean, Tensor([0.2, 0.3])))
  }

  @Test func superInitFirst() {
    let mixture = Mixture(2, parts: 2)
    #expect(mixture.namedParameters.map(\.name) == ["weights.0", "weights.1", "mixing_gate"])
    #expect(mixture.namedBuffers.map(\.name) == ["temperature"])
  }

  @Test func assigning() {
    let (encoder, decoder) = (Linear(4, 4), Linear(4, 4))
    decoder.weight = encoder.weight  // tied
    let optimizer = SGD(encoder.parameters + [decoder.bias!], lr: 0.1)
    noGrad { encoder.weight = encoder.weight.clamp(min: -0.1, max: 0.1) }
    encoder.weight = Init.orthogonal([4, 4])  // decoder.weight too
    #expect(
      decoder.weight === encoder.weight && optimizer.groups[0].parameters[0] === encoder.weight)
  }

  @Test func replacing() {
    let net = Classifier()
    let optimizer = AdamW(net.parameters, lr: 1e-3)
    net.head = Linear(8, 5)
    optimizer.addGroup(ParameterGroup(net.head.parameters))
    #expect(net.parameters.map(\.shape) == [[8, 4], [8], [5, 8], [5]])
    let before = net.head.weight.array
    net.head.weight.grad = .ones(5, 8)
    optimizer.step()
    #expect(net.head.weight.array != before)
  }

  @Test func aCheckpoint() throws {
    let folder = try TemporaryFolder()
    let file = folder("training.safetensors")
    let (net, other) = (Classifier(), Classifier())
    let optimizer = Heavy(net.parameters, lr: 0.1)
    let otherOptimizer = Heavy(other.parameters, lr: 1)
    func step(_ net: Classifier, _ optimizer: Heavy) {
      optimizer.zeroGrad()
      net.head(net.body(Tensor.ones(2, 4))).square().sum().backward()
      optimizer.step()
    }
    step(net, optimizer)
    try saveCheckpoint(
      ["model": net.stateDict, "optimizer": optimizer.stateDict], to: file,
      metadata: ["epoch": "10"])
    let checkpoint = try loadCheckpoint(file)
    try other.load(checkpoint["model"])
    try otherOptimizer.load(checkpoint["optimizer"])
    #expect(checkpoint.parts == ["model", "optimizer"] && checkpoint.metadata["epoch"] == "10")
    step(net, optimizer)
    step(other, otherOptimizer)
    #expect(net.stateDict == other.stateDict)
    #expect(optimizer.stateDict == otherOptimizer.stateDict)
  }

  @Test func aRuleAndASchedule() {
    let net = Classifier()
    let optimizer = Heavy(
      [
        ParameterGroup(net.body.parameters),
        ParameterGroup(net.head.parameters) { $0[.mass] = 0.5 },
      ],
      lr: 0.1)
    let schedule = InverseRoot(optimizer)
    for _ in 0..<3 { schedule.step() }
    #expect(optimizer.groups.map(\.lr) == [0.05, 0.05])
    #expect(optimizer.groups.map { $0[.mass] } == [0.9, 0.5])
    #expect(schedule.stateDict["last_epoch"] == NDArray(scalar: 3))
  }

  @Test func theRandomNumbersGoOn() throws {
    let folder = try TemporaryFolder()
    let file = folder("random.safetensors")
    try saveCheckpoint(["random": ["state": Generator.default.state]], to: file)
    let expected = randperm(100)
    Generator.default.state = try loadCheckpoint(file)["random"]["state"]!
    #expect(randperm(100) == expected)
  }
}
