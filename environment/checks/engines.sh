# shellcheck shell=bash
# The engine that is not the usual one: a quick look at it in every run of environment/test, all of
# it in environment/test --engine PyTorch.

# What means something else by an operation of its own: gradients, writes, state that goes on, the
# step beside TensorFlow's.
pytorch_tests=GradientsTest,MomentumTest,InPlaceTest,ArrayCopyTest,BackwardPassTest,MovingAveragesTest,CheckpointsTest,OneStepTest,AcrossEnginesTest,BothEnginesTest,WithoutMxnetTest

on_pytorch() {
  export CELLWISE_ENGINE=PyTorch
  offer_kernel
  "$@"
}

check_pytorch_tests() { run_maven -q -Dengine=PyTorch surefire:test -Dtest="$pytorch_tests"; }

run_quick_start() {
  prepare_kernel
  run_small "$notebooks/00-quickstart.ipynb"
}

check_engines() {
  check "what an engine may do otherwise, on PyTorch" check_pytorch_tests
  check "the quick start on PyTorch" on_pytorch run_quick_start
}
