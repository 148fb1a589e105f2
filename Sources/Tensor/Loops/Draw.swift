import CApusKernels

// Random numbers, drawn in the order in which PyTorch's CPU kernels draw them.

extension NDArray {
  /// Uniform in [from, to).
  static func drawUniform(
    _ dims: Shape, from: Double, to: Double, _ dtype: DType, _ generator: Generator
  ) -> NDArray {
    let result = NDArray(uninitialized: dims, dtype)
    func run<T: FloatingElement>(_ kernels: DrawKernels<T>) {
      generator.withTwister {
        kernels.uniform(
          &$0.state, T(from), T(to), result.sharedElements(as: T.self), result.count)
      }
    }
    dtype.floating("uniform", { run(.float32) }, { run(.float64) })
    return result
  }

  /// Normal with mean `mean` and standard deviation `std`.
  static func drawNormal(
    _ dims: Shape, mean: Double, std: Double, _ dtype: DType, _ name: String,
    _ generator: Generator
  ) -> NDArray {
    let result = NDArray(uninitialized: dims, dtype)
    func run<T: FloatingElement>(_ kernels: DrawKernels<T>) {
      let (out, count) = (result.sharedElements(as: T.self), result.count)
      generator.withTwister { twister in
        if count >= 16 {
          kernels.normal(&twister.state, T(mean), T(std), out, count)
        } else {
          for i in 0..<count { out[i] = T(mean.addingProduct(twister.normal(), std)) }
        }
      }
    }
    dtype.floating(name, { run(.float32) }, { run(.float64) })
    return result
  }

  /// 1 with probability `p`, else 0, as uint8, in the order in which this array's elements lie in memory.
  func drawMask(_ p: Double, _ generator: Generator) -> NDArray {
    var mask = NDArray(uninitialized: dims, .uint8)
    mask.strides = memoryOrderStrides
    if count > 0 {
      let out = mask.sharedElements(as: UInt8.self)
      generator.withTwister { k_mt19937_bernoulli(&$0.state, p, out, count) }
    }
    return mask
  }
}

/// The functions of `random.h` for one type.
private struct DrawKernels<T>: Sendable {
  typealias Draw = @Sendable (inout k_mt19937, T, T, UnsafeMutablePointer<T>, Int) -> Void
  let uniform: Draw, normal: Draw
}

extension DrawKernels<Float> {
  static let float32 = DrawKernels(
    uniform: { k_mt19937_uniform_f32(&$0, $1, $2, $3, $4) },
    normal: { k_mt19937_normal_f32(&$0, $1, $2, $3, $4) })
}

extension DrawKernels<Double> {
  static let float64 = DrawKernels(
    uniform: { k_mt19937_uniform_f64(&$0, $1, $2, $3, $4) },
    normal: { k_mt19937_normal_f64(&$0, $1, $2, $3, $4) })
}
