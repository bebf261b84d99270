# Generated from smarter/resources/_async/manifests.py by scripts/generate_sync.py. Edit that, not this.
"""`client.manifests`: the declarative engine from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional, Union

from smarter.client.http.concurrency import call
from smarter.client.options import check_booleans
from smarter.resources import reconcile
from smarter.resources._sync.base import APIGroup
from smarter.resources.reconcile import Given, on_platform, options_of

if TYPE_CHECKING:
    from smarter.engine import Outcome, Plan
    from smarter.manifest import Bundle


class Manifests(APIGroup):
    """The declarative engine; manifests are paths, patterns, mappings, or a mix."""

    def validate(self, manifests: Given, *, vars: Optional[Mapping[str, Any]] = None) -> Bundle:
        """Check manifests without a request; `.findings` lists the problems.

        `.errors` is true if one of them is an error.

        Args:
            vars: the values of `${var:NAME}`, which keep their types.

        Example:
            >>> bundle = client.manifests.validate("manifests/")
            >>> bundle.errors
            False
        """
        return call(reconcile.load, manifests, False, None, False, vars)

    def plan(
        self,
        manifests: Given,
        *,
        merge: bool = False,
        force_conflicts: bool = False,
        set_name: Optional[str] = None,
        prune: bool = False,
        prune_limit: Optional[float] = None,
        vars: Optional[Mapping[str, Any]] = None,
        parallelism: Optional[int] = None,
    ) -> Plan:
        """Plan an `apply` without writing: `.steps`, or `.empty` if nothing changes.

        Args:
            merge: keep the fields that a manifest omits.
            force_conflicts: overwrite resources of other users of the account, too.
            set_name: make the resources members of this apply set.
            prune: delete the members of the set without a manifest.
            prune_limit: refuse to prune more than this share of the set, from 0 to 1.
            vars: the values of `${var:NAME}`, which keep their types.
            parallelism: requests at a time.

        Raises:
            ManifestError: the manifests cannot be applied; `.findings` has the reasons.
            GuardError: refused for safety.

        Example:
            >>> plan = client.manifests.plan("manifests/")
            >>> plan.empty
            True
        """
        check_booleans("manifests.plan", merge=merge, force_conflicts=force_conflicts, prune=prune)
        options = options_of(
            parallelism,
            merge=merge,
            force_conflicts=force_conflicts,
            set_name=set_name,
            prune=prune,
            prune_limit=prune_limit,
            vars=vars,
        )
        return on_platform(self._client, reconcile.plan, manifests, **options)

    def apply(
        self,
        manifests: Union[Given, Plan],
        *,
        merge: bool = False,
        force_conflicts: bool = False,
        set_name: Optional[str] = None,
        prune: bool = False,
        prune_limit: Optional[float] = None,
        vars: Optional[Mapping[str, Any]] = None,
        parallelism: Optional[int] = None,
        fail_fast: bool = False,
        allow_duplicates: bool = False,
        on_outcome: Optional[Callable[[Outcome], None]] = None,
        check: bool = True,
    ) -> List[Outcome]:
        """Apply manifests, or execute a plan; return one outcome a resource.

        Args:
            merge, force_conflicts, set_name, prune, prune_limit, vars, parallelism: as of `plan`.
            fail_fast: stop at the first failure.
            allow_duplicates: also apply kinds that the platform duplicates on every apply.
            on_outcome: called with each outcome at once, in its thread.
            check: raise an error if a resource failed, instead of an outcome with `.error`.

        Raises:
            ApplyError: a resource failed; `.outcomes` has them all.
            ManifestError, GuardError: as of `plan`.

        Example:
            >>> metadata = {"name": "stock_key", "description": "Key of the warehouse", "version": "1.0.0"}
            >>> secret = {"apiVersion": "smarter.sh/v1", "kind": "Secret", "metadata": metadata}
            >>> secret["spec"] = {"config": {"value": "abc"}}
            >>> outcomes = client.manifests.apply([secret])
            >>> [outcome.action for outcome in outcomes]
            ['created']
        """
        check_booleans("manifests.apply", merge=merge, force_conflicts=force_conflicts, prune=prune)
        check_booleans("manifests.apply", fail_fast=fail_fast, allow_duplicates=allow_duplicates, check=check)
        options = options_of(
            parallelism,
            merge=merge,
            force_conflicts=force_conflicts,
            set_name=set_name,
            prune=prune,
            prune_limit=prune_limit,
            vars=vars,
        )
        execution = options_of(
            parallelism, fail_fast=fail_fast, allow_duplicates=allow_duplicates, on_outcome=on_outcome
        )
        return on_platform(self._client, reconcile.apply, manifests, check, execution, options)

    def delete(
        self,
        manifests: Given,
        *,
        vars: Optional[Mapping[str, Any]] = None,
        parallelism: Optional[int] = None,
        fail_fast: bool = False,
        on_outcome: Optional[Callable[[Outcome], None]] = None,
        check: bool = True,
    ) -> List[Outcome]:
        """Delete the resources of manifests, in reverse order of their references.

        Args:
            vars, parallelism: as of `plan`.
            fail_fast, on_outcome, check: as of `apply`.

        Raises:
            ApplyError: a resource could not be deleted; `.outcomes` has them all.

        Example:
            >>> outcomes = client.manifests.delete("manifests/chatbot.yaml")
            >>> [outcome.action for outcome in outcomes]
            ['deleted']
        """
        check_booleans("manifests.delete", fail_fast=fail_fast, check=check)
        execution = options_of(parallelism, fail_fast=fail_fast, on_outcome=on_outcome)
        return on_platform(
            self._client, reconcile.delete, manifests, check, execution, options_of(parallelism, vars=vars)
        )

    def export(self, *words: str, parallelism: Optional[int] = None) -> List[Dict[str, Any]]:
        """Read resources as manifests whose plan is empty.

        Args:
            words: `kind/name`, or a kind for all its resources. Without words: everything.
            parallelism: requests at a time.

        A secret, or a value that the platform does not return, becomes `${keep}`, which keeps the present value.

        Raises:
            ManifestError: a named resource does not exist.
            UnknownKindError: a word is not a kind.

        Example:
            >>> manifests = client.manifests.export("chatbot/bike_shop")
            >>> manifests[0]["metadata"]["name"]
            'bike_shop'
        """
        return on_platform(self._client, reconcile.export, words, options_of(parallelism))
