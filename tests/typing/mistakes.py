"""Mistakes that a type checker must report, on lines marked `error`; never run."""

from __future__ import annotations

import smarter
from smarter import AsyncSmarter, Smarter


def mistakes(client: Smarter) -> None:
    smarter.Smartr()  # error
    smarter.types.Repyl()  # error
    Smarter(timeout="soon")  # error
    Smarter(retries=3)  # error
    client.chat.completions.create(model="m")  # error
    client.chat.completions.create(messages=[], model="m", tempature=1)  # error
    client.chat.completions.create(messages=[{"role": "nobody", "content": "x"}], model="m")  # error
    client.chat.completions.create(messages=[], model="m", response_format={"type": "yaml"})  # error
    client.responses.create(input=7, model="m")  # error
    client.files.create(file="path.txt", purpose="p")  # error
    client.files.list(order="upwards")  # error
    client.fine_tuning.jobs.create(model="m", training_file="f", hyperparameters={"epochs": 1})  # error
    client.models.retrieve("m").nonsense_method()  # error
    client.models.with_raw_response.retrieve(7)  # error
    client.resources.secrets.get("x").prompt("Hi")  # error
    client.resources.chatbots.get("x").prompt("Hi", session=7)  # error
    client.resources.chatbots.get("x", tiemout=7)  # error
    client.resources.chatbots.create("x", spec={"confg": {}})  # error
    client.resources.plugins.apply("x", spec={"selector": {"directive": "sometimes"}})  # error
    client.resources.secrets.list(limit="many")  # error
    client.whoami(extra_header={})  # error


async def more_mistakes(client: AsyncSmarter) -> None:
    for job in client.fine_tuning.jobs.list():  # error
        print(job)
    print(client.models.retrieve("m").id)  # error
