import ApusAutograd
import ApusTensor

/// Tensors and numbers: literals, and variables of Swift's types.
let numberCases: [GradCase] =
  ofOne("+(Tensor, Number)") { $0 + 2.5 }
  + ofOne("+(Number, Tensor)") { 2.5 + $0 }
  + ofOne("-(Tensor, Number)") { $0 - 2.5 }
  + ofOne("-(Number, Tensor)") { 2.5 - $0 }
  + ofOne("*(Tensor, Number)") { $0 * 2.5 }
  + ofOne("*(Number, Tensor)") { 2.5 * $0 }
  + ofOne("/(Tensor, Number)") { $0 / 2.5 }
  + ofOne("/(Number, Tensor)", .positive) { 2.5 / $0 }
  + variableCases

private let (real, single, whole): (Double, Float, Int) = (2.5, 1.5, 3)

private let variableCases: [GradCase] =
  ofOne("+(Self, N)") { $0 + single }
  + ofOne("+(N, Self)") { whole + $0 }
  + ofOne("-(Self, N)") { $0 - whole }
  + ofOne("-(N, Self)") { real - $0 }
  + ofOne("*(Self, N)") { $0 * real }
  + ofOne("*(N, Self)") { single * $0 }
  + ofOne("/(Self, N)") { $0 / whole }
  + ofOne("/(N, Self)", .positive) { whole / $0 }
  + ofOne("pow(N)") { $0.pow(whole) }
  + ofOne("clamp(min:, max:)") { $0.clamp(min: -whole, max: single).clamp(min: -real) }
  + ofOne("where(Self, else:)") { $0.where($0.greater(single - 1), else: whole) }

/// Composed of the operators above.
let assignedNumberCases: [GradCase] =
  ofOne("+=(inout Self, Number)") { assigned($0) { $0 += 2.5 } }
  + ofOne("-=(inout Self, Number)") { assigned($0) { $0 -= 2.5 } }
  + ofOne("*=(inout Self, Number)") { assigned($0) { $0 *= 2.5 } }
  + ofOne("/=(inout Self, Number)") { assigned($0) { $0 /= 2.5 } }
  + ofOne("+=(inout Self, N)") { assigned($0) { $0 += single } }
  + ofOne("-=(inout Self, N)") { assigned($0) { $0 -= whole } }
  + ofOne("*=(inout Self, N)") { assigned($0) { $0 *= real } }
  + ofOne("/=(inout Self, N)") { assigned($0) { $0 /= whole } }
