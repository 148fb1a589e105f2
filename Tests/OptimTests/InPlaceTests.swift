import ApusAutograd
import ApusOptim
import ApusTensor
import ApusTestSupport
import Testing

/// What a step does to memory, to graphs and to threads.
@Suite(.ownRandomNumbers) struct InPlaceTests {
  @Test(arguments: Rule.all) func memoryStaysWhereItIs(rule: Rule) {
    let x = Tensor.randn(100, 7, requiresGrad: true)
    let optimizer = rule.make([x])
    (x * x).sum().backward()
    optimizer.step()
    let address = x.array.address
    func stateAddresses() -> [String: UInt] {
      optimizer.stateDict.filter { $0.value.rank == 2 }.mapValues(\.address)
    }
    let before = stateAddresses()
    for _ in 0..<3 {
      optimizer.zeroGrad()
      (x * x).sum().backward()
      optimizer.step()
      #expect(x.array.address == address)
    }
    #expect(stateAddresses() == before)
  }

  @Test(arguments: Rule.all) func othersKeepTheirValues(rule: Rule) {
    let x = Tensor.ones(5, requiresGrad: true)
    let optimizer = rule.make([x])
    x.grad = Tensor.ones(5)
    optimizer.step()
    let (value, state) = (x.array, optimizer.stateDict)
    let (copy, stateCopy) = (value + 0, state.mapValues { NDArray(bytesOf: $0) })
    optimizer.step()
    #expect(value == copy)
    #expect(state == stateCopy)
    #expect(x.array != value)
    // A gradient that is the parameter's own memory.
    x.grad = x.detach()
    let shared = x.array
    let sharedCopy = shared + 0
    optimizer.step()
    #expect(shared == sharedCopy)
    #expect(x.grad?.array == shared)
  }

  @Test func transposedParametersAndGradients() {
    let values = NDArray([[1, 2, 3], [4, 5, 6]] as [[Float]])
    let x = Tensor(values.transpose(0, 1), requiresGrad: true)
    x.grad = Tensor(NDArray([[0, 8, 16], [24, 32, 40]] as [[Float]]).transpose(0, 1))
    SGD([x], lr: 0.125).step()
    #expect(x.array == NDArray([[1, 1], [1, 1], [1, 1]] as [[Float]]))
    #expect(values == NDArray([[1, 2, 3], [4, 5, 6]] as [[Float]]))
  }

  @Test func aParameterWithoutElementsAndOneWithoutDimensions() {
    let empty = Tensor(NDArray([Float](), shape: [0, 3]), requiresGrad: true)
    let scalar = Tensor(scalar: 2, dtype: .float64, requiresGrad: true)
    let optimizer = SGD([empty, scalar], lr: 0.5, momentum: 0.9)
    empty.grad = Tensor(empty.array)
    scalar.grad = Tensor(scalar: 3, dtype: .float64)
    optimizer.step()
    #expect(empty.shape == [0, 3])
    #expect(scalar.item() == 0.5)
  }

  @Test func aGraphThatNeedsTheOldValueNoticesTheStep() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tensor([1, 2], requiresGrad: true)
      let optimizer = SGD([x], lr: 0.1)
      let y = (x * x).sum()
      y.backward(retainGraph: true)
      optimizer.step()
      y.backward()
    }
    #expect(result.says("changed"))
  }

  @Test func nothingIsRecorded() {
    let x = Tensor([1, 2], requiresGrad: true)
    let rule = WatchfulRule([ParameterGroup([x])], defaults: ParameterGroup([], lr: 1))
    x.grad = Tensor([1, 1])
    rule.step()
    #expect(rule.recorded == [false])
    #expect(x.isLeaf)
    #expect(x.requiresGrad)
  }
}

/// Looks whether steps are recorded while it runs.
private final class WatchfulRule: Optimizer {
  private(set) var recorded: [Bool] = []

  override func update(
    _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
  ) {
    recorded.append(GradMode.isEnabled)
  }
}

extension NDArray {
  /// A copy with memory of its own.
  fileprivate init(bytesOf array: NDArray) {
    self = array.withBytes { NDArray(bytes: $0, shape: array.shape, dtype: array.dtype) }
  }
}
