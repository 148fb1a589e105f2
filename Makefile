# APUS_DEV compiles the C kernels with optimisation in debug builds too.
export APUS_DEV = 1
# A trapped test process would otherwise spend a second on its stack trace.
export SWIFT_BACKTRACE = enable=no
# Whoever works on Apus knows what a debug build is.
export APUS_DEBUG_NOTICE = off

.PHONY: captcha test test-long gradcheck parity bench docs lint dependencies

# Draws images, trains a small network for three epochs, tests it and reads one image.
captcha: dependencies
	env -u APUS_DEV Scripts/captcha-demo

# What must pass: style, a debug build without warnings, the answers to PyTorch's names, how long right
# expressions compile, the tests in optimised code, the examples, a client's names for its targets.
test: dependencies lint
	Scripts/without-warnings swift build
	Scripts/check-pytorch-names
	Scripts/check-compile-times Right
	Scripts/without-warnings swift test -c release --disable-xctest
	Scripts/run-examples
	Scripts/check-target-names

# The same with the longer checks, what runs on panels in every instruction set, races of threads, mistakes in the
# kernels, and how long the compiler thinks about wrong expressions.
test-long: dependencies
	APUS_LONG_TESTS=1 swift test -c release --disable-xctest
	Scripts/test-instruction-sets
	Scripts/test-thread-sanitizer
	Scripts/test-kernel-mutants
	swift build
	Scripts/check-compile-times Wrong

# Every derivative beside differences, float32 beside float64; ARGUMENTS="--mutants" and so on.
gradcheck: dependencies
	env -u APUS_DEV swift run -c release gradcheck $(ARGUMENTS)

# The certificate: every operation beside the numbers that PyTorch gave.
parity: dependencies
	env -u APUS_DEV swift run -c release parity $(ARGUMENTS)

# Our side and PyTorch's, alternately; ours alone where PyTorch is not installed. ROWS="step ctc" takes some,
# ROWS=growth the tutorial's step in other sizes.
bench: dependencies
	Benchmarks/run $(ROWS)

# The guides and the public API as a static site in .build/docs.
docs: dependencies
	Scripts/build-docs

lint:
	swift format lint --strict --parallel --recursive Sources Tests Benchmarks/Sources Benchmarks/Package.swift Package.swift
	Scripts/check-house

dependencies:
	@Scripts/install-dependencies
