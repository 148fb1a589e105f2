import CApusKernels
import Glibc

/// The names of the instruction sets for which the kernels on panels exist.
private let instructionSets = [
  "portable": k_portable, "avx2": k_avx2, "avx512": k_avx512, "avx512_bf16": k_avx512_bf16,
]

/// The instruction set of the kernels on panels: the best one that the processor has, or a lesser one that
/// APUS_INSTRUCTION_SET names, to compare them. Bits differ between them.
let instructionSet: k_instruction_set = {
  let best = k_best_instruction_set()
  guard let name = getenv("APUS_INSTRUCTION_SET").map({ String(cString: $0) }) else { return best }
  guard let chosen = instructionSets[name] else {
    trap("APUS_INSTRUCTION_SET must be portable, avx2, avx512 or avx512_bf16, got \(name)")
  }
  if chosen.rawValue > best.rawValue {
    trap("APUS_INSTRUCTION_SET is \(name), which this processor does not have")
  }
  return chosen
}()

/// Whether the processor is an x86-64 that rounds a product and a sum at once (FMA), as those on which PyTorch's
/// numbers are the reference. Bits of normal random numbers depend on it.
package let hasFusedProducts = k_best_instruction_set() != k_portable

/// The instruction set that LSTMs run on, and large matrix products of float32 unless it is portable: portable,
/// avx2, avx512, or avx512_bf16, which has an instruction for products of bfloat16 too.
public var instructionSetName: String {
  instructionSets.first { $0.value == instructionSet }!.key
}
