import ApusAutograd
import ApusNN
import ApusOptim
import ApusTensor
import ApusTestSupport
import Testing

/// Tensors that take the place of a parameter, or share it.
@Suite(.ownRandomNumbers) struct AssignedTensorTests {
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
}
