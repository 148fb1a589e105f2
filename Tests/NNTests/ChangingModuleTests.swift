import ApusAutograd
import ApusNN
import ApusTensor
import ApusTestSupport
import FoundationEssentials
import Testing

/// What a module is made of is looked up each time.
@Suite(.ownRandomNumbers) struct ChangingModuleTests {
  private class Base: Module {
    @Parameter var first = Tensor([1])
    var blocks: [Linear] = [Linear(1, 1, bias: false)]
  }

  private final class Net<Head: Module>: Base {
    var head: Head
    var tail: Linear?
    @Parameter var scale: Tensor?

    init(_ head: Head) { self.head = head }
  }

  @Test func whatChangesIsFoundNext() {
    let net = Net(Linear(1, 2, bias: false))
    #expect(net.namedParameters.map(\.name) == ["first", "blocks.0.weight", "head.weight"])
    net.blocks.append(Linear(2, 2, bias: false))
    net.head = Linear(1, 3)
    net.tail = Linear(1, 4, bias: false)
    net.scale = Tensor([2])
    #expect(
      net.namedParameters.map(\.name) == [
        "first", "scale", "blocks.0.weight", "blocks.1.weight", "head.weight", "head.bias",
        "tail.weight",
      ])
    #expect(net.parameters.map(\.shape) == net.namedParameters.map(\.tensor.shape))
    net.tail!.weight = net.first
    net.blocks[1].weight = net.blocks[0].weight
    #expect(
      net.namedParameters.map(\.name) == [
        "first", "scale", "blocks.0.weight", "head.weight", "head.bias",
      ])
    #expect(net.stateDict.keys.contains("blocks.1.weight"))
    net.tail = nil
    net.blocks = []
    net.scale = nil
    #expect(net.namedParameters.map(\.name) == ["first", "head.weight", "head.bias"])
  }

  /// Classes of one generic type have different parts.
  @Test func eachGenericClassIsItsOwn() {
    #expect(Net(LayerNorm(2)).parameters.count == 4)
    #expect(Net(ReLU()).parameters.count == 2)
    #expect(Net(Sequential(Linear(1, 1), Linear(1, 1))).parameters.count == 6)
  }

  private final class Numbers: Module {
    let numbers = [Double](repeating: 1, count: 1_000_000), table = [1: [[2.0]]]
    let names = ["a"], files = [URL(filePath: "/a")], plain = Plain()
    final class Plain { let numbers = [Float](repeating: 1, count: 1_000_000) }
  }

  /// What that costs is the row `parameters` of `make bench`.
  @Test func numbersStringsAndFilesAreNoParts() {
    #expect(Numbers().parameters.isEmpty && Numbers().stateDict.isEmpty)
  }

  // MARK: - Names

  private final class Norm: Module, Layer {
    @Parameter("gamma") var weight: Tensor
    @Parameter var bias: Tensor?
    @Parameter var heads: [Tensor]
    @Buffer var runningMean: Tensor
    @Buffer("running_var") var runningVar = Tensor.ones(2)

    init(_ size: Int, superFirst: Bool) {
      if superFirst {
        super.init()
        _bias = Parameter(wrappedValue: .zeros(size), "beta")
        _heads = Parameter(wrappedValue: [.zeros(size), .zeros(size)], "all_heads")
        _runningMean = Buffer(wrappedValue: .zeros(size), "running_mean")
      } else {
        _bias = Parameter(wrappedValue: .zeros(size), "beta")
        _heads = Parameter(wrappedValue: [.zeros(size), .zeros(size)], "all_heads")
        _runningMean = Buffer(wrappedValue: .zeros(size), "running_mean")
        super.init()
      }
      weight = .ones(size)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { (x - runningMean) * weight }
  }

  @Test(arguments: [false, true]) func partsWithNamesOfTheirOwn(superFirst: Bool) throws {
    let net = Sequential(Norm(2, superFirst: superFirst))
    #expect(
      net.namedParameters.map(\.name) == [
        "0.gamma", "0.beta", "0.all_heads.0", "0.all_heads.1",
      ])
    #expect(net.namedBuffers.map(\.name) == ["0.running_mean", "0.running_var"])
    let norm = try #require(net[0] as? Norm)
    // Assigning keeps the name.
    norm.bias = nil
    norm.bias = Tensor([3, 4])
    norm.runningMean = Tensor([1, 2])
    #expect(net.stateDict["0.beta"] == NDArray([3, 4] as [Float]))
    #expect(net.stateDict["0.running_mean"] == NDArray([1, 2] as [Float]))
    let other = Sequential(Norm(2, superFirst: !superFirst))
    try other.load(net.stateDict)
    #expect(other.stateDict == net.stateDict)
  }

  static let mistakes: [Mistake] = [
    Mistake("the name of a part must not be empty or have a dot, got 'a.b'") {
      _ = Parameter(wrappedValue: Tensor([1]), "a.b")
    },
    Mistake("the name of a part must not be empty or have a dot, got ''") {
      _ = Buffer(wrappedValue: Tensor([1]), "")
    },
    Mistake("there is a parameter 'a' already") {
      let list = ParameterList()
      for _ in 0..<2 { list.append("a", Tensor([1])) }
    },
    Mistake("Twice: two parameters or buffers are called 'a'") {
      final class Twice: Module {
        @Parameter var a = Tensor([1])
        @Buffer("a") var b = Tensor([1])
      }
      _ = Twice().stateDict
    },
    Mistake("there is no layer 2, there are 2") { _ = Sequential(ReLU(), Tanh())[2] },
    Mistake("there is no layer -3, there are 2") { _ = Sequential(ReLU(), Tanh())[-3] },
    Mistake("there is no layer -9223372036854775808") { _ = Sequential(ReLU(), Tanh())[.min] },
  ]

  @Test(arguments: mistakes.indices) func traps(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      ChangingModuleTests.mistakes[index].body()
    }
    #expect(result.says(ChangingModuleTests.mistakes[index].expected))
  }

  @Test func layersByTheirPlaces() throws {
    let net = Sequential(Linear(2, 3), ReLU(), Sequential(Linear(3, 1)))
    #expect(net[1] is ReLU && net[-2] is ReLU && net[-1] === net[2])
    #expect(try #require(net[2] as? Sequential)[0] is Linear)
    #expect(net[0](.zeros(1, 2)).shape == [1, 3])
  }
}
