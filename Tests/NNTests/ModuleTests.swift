import ApusAutograd
import ApusNN
import ApusTensor
import ApusTestSupport
import Testing

private final class Gate: Module, Layer {
  @Parameter var weight: Tensor
  @Parameter var shift: Tensor?
  @Buffer var scale: Tensor
  let inner: Linear?

  init(_ size: Int, shifted: Bool = true) {
    weight = .ones(size)
    shift = shifted ? .zeros(size) : nil
    scale = .ones(1)
    inner = Linear(size, size)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { inner!(x) * weight * scale }
}

private final class Net: Module {
  let blocks: [Gate]
  let head: Sequential
  init(_ size: Int) {
    blocks = [Gate(size), Gate(size, shifted: false)]
    head = Sequential(LayerNorm([size]), ReLU(), Linear(size, 1))
  }
}

@Suite(.ownRandomNumbers) struct ModuleTests {
  @Test func namesInPyTorchsOrder() {
    let net = Net(3)
    #expect(
      net.namedParameters.map(\.name) == [
        "blocks.0.weight", "blocks.0.shift", "blocks.0.inner.weight", "blocks.0.inner.bias",
        "blocks.1.weight", "blocks.1.inner.weight", "blocks.1.inner.bias",
        "head.0.weight", "head.0.bias", "head.2.weight", "head.2.bias",
      ])
    #expect(net.namedBuffers.map(\.name) == ["blocks.0.scale", "blocks.1.scale"])
    #expect(net.parameters.allSatisfy { $0.requiresGrad })
    #expect(net.buffers.allSatisfy { !$0.requiresGrad })
    #expect(net.stateDict.count == 13)
  }

  @Test func printsAsPyTorchDoes() {
    #expect(
      "\(Net(3))" == """
        Net(
          (blocks): ModuleList(
            (0): Gate(
              (inner): Linear(in_features=3, out_features=3, bias=True)
            )
            (1): Gate(
              (inner): Linear(in_features=3, out_features=3, bias=True)
            )
          )
          (head): Sequential(
            (0): LayerNorm((3,), eps=1e-05, elementwise_affine=True, bias=True)
            (1): ReLU()
            (2): Linear(in_features=3, out_features=1, bias=True)
          )
        )
        """)
  }

  @Test func trainAndEvalReachEveryModule() {
    let net = Sequential(Dropout(), Sequential(Dropout(p: 0.2)))
    net.eval()
    #expect(net.namedModules.allSatisfy { !$0.module.isTraining })
    let x = Tensor.randn(50)
    #expect(net(x).array == x.array)
    net.train()
    #expect(net(x).array != x.array)
  }

  @Test func loadsAllOrNothing() throws {
    let (net, other) = (Net(3), Net(3))
    try net.load(other.stateDict)
    #expect(net.stateDict == other.stateDict)

    var wrong = Net(3).stateDict
    wrong["head.2.weight"] = .zeros([1, 4])
    wrong["blocks.0.scale"] = .ones([1], dtype: .float64)
    wrong["blocks.1.weight"] = nil
    wrong["tail"] = .zeros([1])
    let error = #expect(throws: StateDictError.self) { try net.load(wrong) }
    #expect(
      error?.description == """
        the state does not fit Net:
          missing keys: blocks.1.weight
          unexpected keys: tail
          shape of head.2.weight: [1, 4] is stored, the model has [1, 3]
          type of blocks.0.scale: float64 is stored, the model has float32
        """)
    #expect(net.stateDict == other.stateDict)
  }

  @Test func aMessageNamesTheModulesPath() async {
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let net = Net(3)
        _ = net.parameters
        _ = (net.head.layers[2])(.zeros(2, 5))
      }.says("Linear 'head.2': input of shape [2, 5]"))
  }

  @Test func arraysOfParametersAreNumbered() {
    final class Mixture: Module {
      @Parameter var weights: [Tensor]
      var sizes: [Int] = []
      override init() { weights = [.ones(2), .ones(3)] }
    }
    let mixture = Mixture()
    #expect(mixture.namedParameters.map(\.name) == ["weights.0", "weights.1"])
    #expect("\(mixture)" == "Mixture()")
  }

  @Test func nothingIsForgottenSilently() async {
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        final class Heads: Module {
          let heads = ["a": Linear(2, 1)]
        }
        _ = Heads().parameters
      }.says("the property 'heads' holds modules or parameters in a Dictionary<String, Linear>"))
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        final class Plain: Module {
          let weight = Tensor.zeros(2, requiresGrad: true)
        }
        _ = Plain().parameters
      }.says("the property 'weight' holds a tensor that requires gradients; declare it @Parameter"))
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        final class Late: Module {
          lazy var fc = Linear(2, 1)
        }
        let late = Late()
        _ = late.fc
        _ = late.parameters
      }.says("a lazy property cannot be a part of a module"))
  }
}
