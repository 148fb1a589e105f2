import Autograd
import NN
import Optim
import Tensor
import TestSupport
import Testing

/// Parameters and buffers that are assigned.
@Suite struct AssignmentTests {
  private final class Part: Module {
    @Parameter var weight: Tensor
    @Parameter var shift: Tensor?
    @Parameter var list: [Tensor]
    @Buffer var mean: Tensor
    @Buffer var last: Tensor?

    override init() {
      weight = .ones(2, 2)
      list = [.ones(3), .zeros(3)]
      mean = .zeros(2)
    }
  }

  /// One step along a gradient of ones moves each parameter that the optimizer updates by `lr`.
  private func step(_ parameters: [Tensor], _ optimizer: Optimizer) {
    for parameter in parameters { parameter.grad = .onesLike(parameter) }
    optimizer.step()
  }

  // MARK: - Values

  static let computed: [@Sendable (Tensor) -> Tensor] = [
    { $0 * 0.5 }, { $0.clamp(min: -0.25, max: 0.25) }, { $0.T }, { Init.orthogonal($0.shape) },
    { $0.detach() }, { $0 }, { .full($0.shape, 0.125) },
    { .rand($0.shape, generator: Generator(seed: 3)) },
  ]

  /// The optimizer goes on with the tensor that it was given.
  @Test(arguments: computed.indices) func anAssignedWeightIsTrainedOn(index: Int) {
    let part = Part()
    let weight = part.weight
    let optimizer = SGD(part.parameters, lr: 1)
    let value = noGrad { AssignmentTests.computed[index](part.weight).array.copy() }
    manualSeed(1)
    noGrad {
      part.weight = index == 3 ? Tensor(value) : AssignmentTests.computed[index](part.weight)
    }
    #expect(part.weight === weight && weight.isLeaf && weight.requiresGrad)
    #expect(weight.array == value)
    step([weight], optimizer)
    #expect(part.weight.array == value - 1)
  }

  @Test func compoundAssignment() {
    let part = Part()
    let optimizer = SGD(part.parameters, lr: 1)
    noGrad {
      part.weight *= 0.5
      part.list[1] = part.list[1] + 4
    }
    step(part.parameters, optimizer)
    #expect(part.weight.array == .full([2, 2], -0.5))
    #expect(part.list.map(\.array) == [.zeros([3]), .full([3], 3)])
  }

  /// A graph that read the old value notices.
  @Test func theVersionRises() async {
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let part = Part()
        let loss = part.weight.square().sum()
        noGrad { part.weight *= 2 }
        loss.backward()
      }.says("which update() has changed since"))
  }

  @Test func frozenStaysFrozen() {
    let part = Part()
    part.weight.requiresGrad = false
    part.weight = part.weight * 3
    #expect(part.weight.array == .full([2, 2], 3) && !part.weight.requiresGrad)
    let other = Part()
    other.weight = part.weight
    #expect(other.weight === part.weight && !part.weight.requiresGrad)
  }

  // MARK: - Tensors

  @Test func tied() {
    let (a, b) = (Part(), Part())
    b.weight = a.weight
    #expect(b.weight === a.weight)
    // Also where an optimizer has both.
    let optimizer = SGD(a.parameters + [b.list[0]], lr: 1)
    b.list[0] = a.list[0]
    #expect(b.list[0] === a.list[0])
    step([a.weight, a.list[0]], optimizer)
    #expect(b.weight.array == .zeros([2, 2]) && b.list[0].array == .zeros([3]))
  }

  /// A leaf that requires gradients is not a constant: it is shared, not copied, and trained.
  @Test func aLeafOfOnesOwn() {
    let (a, b) = (Part(), Part())
    let w = Tensor.randn(2, 2, requiresGrad: true)
    a.weight = w
    b.weight = w
    #expect(a.weight === w && b.weight === w)
    let value = w.array
    step([w], SGD(a.parameters, lr: 1))
    #expect(b.weight.array == value - 1)
  }

  /// A constant is not shared: the value is taken.
  @Test func aConstantForTwo() {
    let (a, b) = (Part(), Part())
    let constant = Tensor.full([2, 2], 7)
    a.weight = constant
    b.weight = constant
    #expect(a.weight !== b.weight && !constant.requiresGrad)
    a.weight.update { $0 = $0 * 0 }
    #expect(b.weight.array == constant.array && constant.array == .full([2, 2], 7))
  }

  @Test func anotherShapeAndType() {
    let part = Part()
    for tensor in [Tensor.zeros(5), .zeros(5, dtype: .float64)] {
      part.weight = tensor
      #expect(part.weight === tensor && tensor.requiresGrad)
      #expect(part.parameters.contains { $0 === tensor })
    }
    noGrad { part.weight = part.weight.to(.float32) }
    #expect(part.weight.dtype == .float32 && part.weight.requiresGrad)
  }

  @Test func anOptimizerThatIsGoneDoesNotCount() {
    let part = Part()
    for _ in 0..<3 { _ = SGD(part.parameters, lr: 1) }
    part.weight = .zeros(7)
    part.shift = .zeros(1)
    #expect(part.parameters.map(\.shape) == [[7], [1], [3], [3]])
  }

  @Test func anOptionalIsDroppedAndComesBack() {
    let part = Part()
    part.shift = .ones(2)
    let shift = part.shift!
    let optimizer = SGD(part.parameters, lr: 1)
    part.shift = nil
    #expect(part.namedParameters.map(\.name) == ["weight", "list.0", "list.1"])
    // The tensor that the optimizer has.
    part.shift = shift
    step(part.parameters, optimizer)
    #expect(part.shift!.array == .zeros([2]))
  }

  @Test func listsThatGrowShrinkAndMove() {
    let part = Part()
    let (first, second) = (part.list[0], part.list[1])
    part.list.insert(.full([3], 9), at: 0)
    #expect(part.list[1] === first && part.list[2] === second)
    #expect(part.list.map(\.array) == [.full([3], 9), .ones([3]), .zeros([3])])
    #expect(part.namedParameters.map(\.name) == ["weight", "list.0", "list.1", "list.2"])
    let optimizer = SGD(part.parameters, lr: 1)
    part.list.swapAt(1, 2)
    part.list.removeFirst()
    #expect(part.list[0] === second && part.list[1] === first)
    step(part.list, optimizer)
    #expect(part.list.map(\.array) == [.full([3], -1), .zeros([3])])
  }

  // MARK: - Buffers

  @Test func buffersChangeInPlace() {
    let (part, x) = (Part(), Tensor([3, 4]))
    let mean = part.mean
    part.mean = 0.5 * part.mean + 0.5 * x
    noGrad { part.mean = 0.5 * part.mean + 0.5 * (x * part.weight[0]) }
    #expect(part.mean === mean && !mean.requiresGrad)
    #expect(mean.array == NDArray([2.25, 3] as [Float]))
    part.mean = .zeros(3, dtype: .float64)
    #expect(part.mean.shape == [3])
    part.last = x
    part.last = nil
    #expect(part.namedBuffers.map(\.name) == ["mean"])
  }

  /// A tensor of two buffers is shared; one of a parameter is not.
  @Test func buffersAndOthers() {
    let (a, b) = (Part(), Part())
    b.mean = a.mean
    #expect(b.mean === a.mean)
    a.weight.requiresGrad = false
    b.last = a.weight
    #expect(b.last !== a.weight && b.last!.array == a.weight.array)
    a.list = [a.mean]
    #expect(a.list[0] !== a.mean && !a.mean.requiresGrad)
  }

  // MARK: - In init

  private final class Late: Module {
    @Parameter var weight: Tensor
    @Parameter var bias: Tensor?
    @Buffer var scale: Tensor
    let twin: Part

    init(_ twin: Part) {
      self.twin = twin
      super.init()
      weight = .ones(4)
      weight = weight.detach() * 2
      scale = .ones(1)
    }
  }

  @Test func assignedAfterSuperInit() {
    let late = Late(Part())
    #expect(late.weight.array == .full([4], 2) && late.weight.requiresGrad)
    #expect(
      late.stateDict.keys.sorted() == [
        "scale", "twin.list.0", "twin.list.1", "twin.mean", "twin.weight", "weight",
      ])
  }

  private final class Tied: Module {
    @Parameter var weight: Tensor
    init(_ other: Part) { weight = other.weight }
  }

  @Test func tiedInInit() {
    let part = Part()
    #expect(Tied(part).weight === part.weight)
  }

  // MARK: - Traps

  static let mistakes: [Mistake] = [
    Mistake("a parameter is a recorded result of shape [2, 2]; assign inside noGrad { }") {
      let part = Part()
      part.weight = part.weight.clamp(min: 0)
    },
    Mistake("assign inside noGrad { }, or detach() it") {
      let part = Part()
      part.weight *= 0.5
    },
    Mistake("assign inside noGrad { }, or detach() it") { Part().list[0] *= 2 },
    Mistake("assign inside noGrad { }, or detach() it") {
      let part = Part()
      part.shift = part.weight[0]
    },
    Mistake("assign inside noGrad { }, or detach() it") {
      let part = Part()
      part.mean = 0.9 * part.mean + 0.1 * part.weight.mean(dim: 0)
    },
    Mistake("assign inside noGrad { }, or detach() it") {
      final class Recorded: Module {
        @Parameter var weight: Tensor
        init(_ x: Tensor) { weight = x * 2 }
      }
      _ = Recorded(Part().weight)
    },
    Mistake("assign inside noGrad { }, or detach() it") {
      ParameterList().append("a", Part().weight * 2)
    },
    Mistake("buffers are not trained; detach() it, or declare a @Parameter") {
      Part().mean = Part().weight
    },
    Mistake("buffers are not trained; detach() it, or declare a @Parameter") {
      Part().last = Tensor([1], requiresGrad: true)
    },
    Mistake(
      "Part: an optimizer updates the parameter of float32 [2, 2], and would not update the tensor of "
        + "float32 [3, 2] that is assigned"
    ) {
      let part = Part()
      let optimizer = SGD(part.parameters)
      part.weight = .zeros(3, 2)
      _ = optimizer
    },
    Mistake("would not update the tensor of float64 [2, 2]") {
      let part = Part()
      let optimizer = SGD(part.parameters)
      noGrad { part.weight = part.weight.to(.float64) }
      _ = optimizer
    },
    // Tied to a tensor that no optimizer has, and to a leaf of one's own.
    Mistake("would not update the tensor of float32 [2, 2]") {
      let (a, b) = (Part(), Part())
      let optimizer = SGD(a.parameters)
      a.weight = b.weight
      _ = optimizer
    },
    Mistake("would not update the tensor of float32 [2, 2]") {
      let part = Part()
      let optimizer = SGD(part.parameters)
      part.weight = .ones(2, 2, requiresGrad: true)
      _ = optimizer
    },
    Mistake("Part: an optimizer updates parameters of this module, and would not update the one") {
      let part = Part()
      let optimizer = SGD([part.weight])
      part.shift = .zeros(2)
      _ = optimizer
    },
    Mistake("would not update the one of float32 [3] that is added") {
      let part = Part()
      let optimizer = SGD([part.weight])
      part.list.append(.zeros(3))
      _ = optimizer
    },
    Mistake("would not update the one of float32 [3] that is added") {
      let part = Part()
      let optimizer = SGD(part.parameters)
      part.list.insert(.zeros(3), at: 0)
      _ = optimizer
    },
    // A parameter of a child counts too.
    Mistake("Late: an optimizer updates parameters of this module") {
      let late = Late(Part())
      let optimizer = SGD([late.twin.weight])
      late.bias = .zeros(2)
      _ = optimizer
    },
    Mistake("Forgetful: the parameter 'weight' was never assigned") {
      final class Forgetful: Module {
        @Parameter var weight: Tensor
        override init() { super.init() }
      }
      _ = Forgetful().parameters
    },
    Mistake("Forgetful: a buffer is read before it is assigned") {
      final class Forgetful: Module {
        @Buffer var scale: Tensor
        override init() { super.init() }
      }
      _ = Forgetful().scale
    },
  ]

  @Test(arguments: mistakes.indices) func traps(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      AssignmentTests.mistakes[index].body()
    }
    let expected = AssignmentTests.mistakes[index].expected
    #expect(result.says(expected), "\(expected): \(result?.standardErrorContent.count ?? 0) bytes")
  }
}
