"""One life, one table: a machine is `{(state, action): state}` and nothing else can happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from caseapp.domain.errors import N_, IllegalStep
from caseapp.domain.labels import Word

State = TypeVar("State", bound=Word)
Action = TypeVar("Action", bound=Word)


@dataclass(frozen=True)
class Machine(Generic[State, Action]):
    name: str
    start: State
    steps: Mapping[tuple[State, Action], State]

    def after(self, state: State, action: Action) -> State:
        """The state that follows; raises IllegalStep for a pair not in the table."""
        try:
            return self.steps[(state, action)]
        except KeyError:
            raise IllegalStep(
                N_("“%(action)s” is not possible while the state is “%(state)s”. Reload the page."),
                action=action,
                state=state,
            ) from None

    def actions_from(self, state: State) -> list[Action]:
        return [action for (source, action) in self.steps if source == state]

    def diagram(self) -> str:
        """A Mermaid state diagram of the table."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start.value}"]
        lines += [f"    {source.value} : {source.zh} {source.en}" for source in type(self.start)]
        lines += [f"    {a.value} --> {b.value} : {act.zh} {act.en}" for (a, act), b in self.steps.items()]
        ends = [state for state in type(self.start) if not self.actions_from(state)]
        lines += [f"    {state.value} --> [*]" for state in ends]
        return "\n".join(lines) + "\n"
