import ApusAutograd
import ApusTensor
import Testing

/// Leaves made from Swift values and by PyTorch's factories.
@Suite struct FactoryTests {
  @Test func typesOfLiterals() {
    #expect(Tensor([1.0, 2]).dtype == .float32)
    #expect(Tensor([1, 2]).dtype == .float32)
    #expect(Tensor([[1.0, 2], [3, 4]]).dtype == .float32)
    #expect(Tensor([[1.0], [2]]).shape == [2, 1])
    #expect(Tensor([1.0] as [Double]).dtype == .float64)
    #expect(Tensor([[1, 2]] as [[Int]]).dtype == .int64)
    #expect(Tensor([true]).dtype == .bool)
    #expect(Tensor(scalar: 2).shape == [] && Tensor(scalar: 2).item() == 2)
  }

  @Test func typesThatAreAskedFor() {
    #expect(Tensor([[1, 2]], dtype: .int64).array == NDArray([[1, 2]]))
    #expect(Tensor([16_777_217], dtype: .int64).array == NDArray([16_777_217]))
    #expect(Tensor([[[1 / 4, 1]]], dtype: .float64).array == NDArray([[[0.25, 1.0]]]))
    let (whole, real) = ([16_777_217, -1], [[0.1]])
    #expect(Tensor(whole, dtype: .int64).array == NDArray(whole))
    #expect(Tensor(real, dtype: .float64).array == NDArray(real))
    #expect(Tensor([[[1]]] as [[[Int16]]], dtype: .float32).dtype == .float32)
    let leaf = Tensor([1, 2.5], dtype: .float64, requiresGrad: true)
    #expect(leaf.requiresGrad && leaf.array == NDArray([1, 2.5]))
  }

  @Test func valuesOfEverySwiftType() {
    #expect(Tensor([1, 2] as [Int16]).dtype == .int32 && Tensor([1] as [UInt64]).dtype == .int64)
    #expect(Tensor([[1]] as [[Int64]]).dtype == .int64)
    #expect(Tensor([[[1, 2]]] as [[[Double]]]).array == NDArray([[[1.0, 2]]]))
    #expect(Tensor([0.5] as [Float16], requiresGrad: true).dtype == .float32)
  }

  /// Numbers beside tensors of integers stay in the integer type.
  @Test func numbersBesideIntegers() {
    let times = Tensor([1_700_000_000_123_456_789], dtype: .int64)
    #expect((times - 1_700_000_000_000_000_000).array == NDArray([123_456_789]))
    let start = 1_700_000_000_000_000_000
    #expect((start - times).array == NDArray([-123_456_789]))
    #expect(times.greater(start).all() && times.less(1.7e18).array == NDArray([false]))
    #expect(times.where(times.less(0), else: Int.max).array == NDArray([Int.max]))
    #expect(Tensor.full([1], start + 1, dtype: .int64).array == NDArray([start + 1]))
    #expect(Tensor.arange(start, start + 2, dtype: .int64).array == NDArray([start, start + 1]))
    #expect(Tensor(scalar: start + 1, dtype: .int64).array == NDArray(scalar: start + 1))
  }

  @Test func sizesAndTypes() {
    #expect(Tensor.zeros(2, 3).shape == [2, 3] && Tensor.zeros([2]).dtype == .float32)
    #expect(Tensor.ones(2, dtype: .int32).array == NDArray([1, 1] as [Int32]))
    #expect(Tensor.full([2], 1.5, dtype: .float64).array == NDArray([1.5, 1.5] as [Double]))
    #expect(Tensor.arange(3).array == NDArray([0, 1, 2]))
    #expect(Tensor.arange(0, 1, step: 0.5).array == NDArray([0, 0.5] as [Float]))
    #expect(Tensor.eye(2).array == NDArray([[1, 0], [0, 1]] as [[Float]]))
  }

  @Test func leavesThatRequireGradients() {
    let generator = Generator(seed: 1)
    let leaves: [Tensor] = [
      .zeros(2, requiresGrad: true), .ones([2], requiresGrad: true),
      .full([2], 3, requiresGrad: true), .arange(2, dtype: .float32, requiresGrad: true),
      .eye(2, requiresGrad: true), .rand(2, requiresGrad: true, generator: generator),
      .randn(2, requiresGrad: true, generator: generator),
      Tensor(scalar: 1, requiresGrad: true), Tensor([1.0], requiresGrad: true),
    ]
    for leaf in leaves {
      #expect(leaf.isLeaf && leaf.requiresGrad && leaf.grad == nil)
    }
    #expect(!Tensor.zeros(2).requiresGrad)
  }

  @Test func randomFactoriesDrawFromTheirGenerator() {
    let (a, b) = (Generator(seed: 4), Generator(seed: 4))
    #expect(Tensor.rand(2, 3, generator: a).array == NDArray.rand([2, 3], generator: b))
    #expect(
      Tensor.randn(5, dtype: .float64, generator: a).array
        == NDArray.randn([5], dtype: .float64, generator: b))
  }
}
