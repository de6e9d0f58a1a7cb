#include "session/session.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace gs::session {
namespace {

TEST(Session, StatesHaveNames) {
  EXPECT_EQ(state_name(State::kConfig), "config");
  EXPECT_EQ(state_name(State::kBusy), "busy");
}

}  // namespace
}  // namespace gs::session
