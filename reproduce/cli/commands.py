"""The command ``reproduce``: thin, the work is in the modules it calls."""

import os
import sys

from reproduce.cli.parser import parser_of, settings_from
from reproduce.config import Config
from reproduce.errors import INTERRUPTED, ConfigError, StackError, UserError
from reproduce.stack import device, engine


def main(argv=None):
    """Run the command line; returns the exit code."""
    parser = parser_of(COMMANDS)
    arguments = parser.parse_args(argv)
    if not arguments.command:
        parser.print_help()
        return 0
    try:
        if hasattr(arguments, "engine"):
            scheduler = getattr(arguments, "scheduler", None)
            engine.choose(arguments.engine, arguments.backend, getattr(arguments, "device", None), scheduler)
            if getattr(arguments, "device", None):
                device.choose(arguments.device, scheduler)
        return arguments.command(arguments) or 0
    except UserError as error:
        print(f"reproduce: {error}", file=sys.stderr)
        return error.exit_code
    except ImportError as error:
        print(f"reproduce: {error}", file=sys.stderr)
        return StackError.exit_code
    except KeyboardInterrupt:
        print("\nreproduce: interrupted; the same command goes on from the last checkpoint", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _table1(arguments):
    from reproduce.experiments import render, table1

    settings = settings_from(arguments)
    inputs = table1.thesis_inputs() + (table1.OURS if arguments.ours else [])
    layout = table1.Layout(inputs, arguments.seeds, settings, arguments.pca_centre, arguments.codes)
    store = _store(arguments)
    rows = table1.make(layout, store)
    folder = os.path.join(arguments.results, table1.subfolder(layout), _of_weights(arguments))
    table1.write(rows, folder)
    print(render.text_table(*table1.render_rows(rows)))
    print("\n{}\nWritten to {}".format(table1.caption(rows), os.path.join(folder, "table1.{json,csv,md}")))


def _figures(arguments):
    from figures import make

    options, folder = _options(arguments)
    paths = make.make(arguments.numbers, options, _store(arguments), os.path.join(folder, _of_weights(arguments)))
    print("Written: {}, each with .pdf and .csv beside it".format(", ".join(paths)))


def _weights(arguments):
    from reproduce.cli import export
    from reproduce.experiments.options import Options

    options, folder = Options(settings_from(arguments)), _weights_folder(arguments)
    print(export.text(*export.make(options, _store(arguments), folder)))
    print(f"Written to {folder}")


def _quality(arguments):
    from reproduce.experiments import sample_quality

    options, folder = _options(arguments)
    table = sample_quality.make(options, _store(arguments))
    sample_quality.write(table, folder)
    _show(sample_quality, table, os.path.join(folder, "sample_quality.{json,md}"))


def _priors(arguments):
    from reproduce.experiments import priors

    options, folder = _options(arguments)
    rows = priors.make(options, _store(arguments))
    priors.write(rows, folder)
    _show(priors, rows, os.path.join(folder, "priors.{json,md}"))


def _denoising(arguments):
    from figures import denoising as figure
    from figures import make
    from reproduce.experiments import denoising
    from reproduce.experiments.options import Options
    from reproduce.runs import results_folder

    options, store = Options(settings_from(arguments), arguments.seeds), _store(arguments)
    folder = os.path.join(arguments.results, results_folder.subfolder(options.settings))
    table = denoising.make(options, store)
    denoising.write(table, folder)
    make.write(figure, options, store, os.path.join(folder, "denoising"))
    _show(denoising, table, os.path.join(folder, "denoising.{json,md,png,pdf,csv}"))


def _likelihood(arguments):
    from reproduce.experiments import likelihood

    options, folder = _options(arguments)
    rows = likelihood.make(options, _store(arguments), draws=arguments.posterior_draws, images=arguments.images)
    likelihood.write(rows, folder)
    _show(likelihood, rows, os.path.join(folder, "likelihood.{json,md}"))


def _claims(arguments):
    from reproduce.claims import verdicts
    from reproduce.report import everything

    options, folder = _options(arguments)
    evaluated = everything.judge(options, _store(arguments), folder)
    print(verdicts.text(evaluated))
    print("\nWritten to {}".format(os.path.join(folder, "claims.{json,csv,md}")))


def _readings(arguments):
    from reproduce.experiments import readings, render
    from reproduce.runs import results_folder

    settings = settings_from(arguments)
    inputs = readings.ALL_MODELS if arguments.all_models else None
    made = readings.make(_store(arguments), readings.layouts(arguments.seeds, settings, inputs, arguments.only))
    folder = os.path.join(arguments.results, results_folder.subfolder(settings))
    readings.write(made, folder)
    print(render.text_table(*readings.render_readings(made)))
    print("\nWritten to {}".format(os.path.join(folder, "readings.{json,md}")))


def _recovery(arguments):
    from reproduce.experiments import recovery
    from reproduce.runs import results_folder

    settings = settings_from(arguments)
    table = recovery.make(settings, arguments.seeds, _store(arguments))
    folder = os.path.join(arguments.results, results_folder.subfolder(settings))
    recovery.write(table, folder)
    print("{}\n\nWritten to {}".format(recovery.text(table), os.path.join(folder, "pose.{json,md}")))


def _report(arguments):
    from reproduce.report import page

    _, folder = _options(arguments)
    print(f"Written to {page.make(folder)}")


def _all(arguments):
    from reproduce.report import everything

    options, folder = _options(arguments)
    print(f"Written to {folder}, its report to {everything.make_all(options, _store(arguments), folder)}")


def _show(module, content, path):
    """Print a table and its caption, as `module` renders the `content`, and where it was written."""
    from reproduce.experiments import render

    print(render.text_table(*module.render_table(content)))
    print(f"\n{module.caption(content)}\nWritten to {path}")


def _options(arguments):
    """What is asked of figures, and the folder of what comes of it."""
    from reproduce.experiments.options import Options
    from reproduce.runs import results_folder

    options = Options(
        settings_from(arguments), arguments.seeds, arguments.sample_pose, arguments.draws, arguments.count
    )
    return options, os.path.join(arguments.results, results_folder.subfolder(options.settings, options.is_changed))


def _store(arguments):
    root = os.path.join(arguments.results, "runs")
    if getattr(arguments, "pretrained", False):
        from reproduce.runs import pretrained
        from reproduce.runs.pretrained_store import PretrainedStore

        if arguments.scheduler:
            raise ConfigError("--scheduler is of no use beside --pretrained, which trains nothing")
        return PretrainedStore(root, pretrained.find(_weights_folder(arguments)), arguments.mnist_dir, arguments.jobs)
    from reproduce.runs.store import Store

    return Store(root, arguments.mnist_dir, arguments.jobs, arguments.scheduler)


def _weights_folder(arguments):
    from reproduce.runs import results_folder

    return os.path.join(arguments.results, results_folder.subfolder(settings_from(arguments)), "weights")


def _of_weights(arguments):
    """The subfolder that keeps what was made from pretrained weights apart from what was made from trainings."""
    return "pretrained" if getattr(arguments, "pretrained", False) else ""


def _train(arguments):
    from reproduce import files, progress
    from reproduce.data import datasets
    from reproduce.runs import run

    settings = settings_from(arguments)
    if arguments.config:
        settings = dict(run.read_config(arguments.config).to_dict(), **settings)
    config = Config.from_dict(settings)
    folder = arguments.out or run.run_folder(config, os.path.join(arguments.results, "runs"))
    run.check_same_config(config, folder)
    run.check_no_other_files(folder)
    if run.is_finished(folder):
        print(f"already trained: {folder}")
    else:
        datasets.load(config.dataset, mnist_dir=arguments.mnist_dir)  # before a folder and a bar: is it there?
        files.make_folder(folder)
    bar = progress.bar(
        total=config.epochs,
        unit="epoch",
        desc=config.model,
        disable=run.is_finished(folder),
        bar_format="{l_bar}{bar}| {n:.2f}/{total} epochs [{elapsed}, {remaining} left{postfix}]",
    )

    def on_batch(epoch, share, elbo):
        bar.set_postfix(elbo=f"{elbo:.2f}", refresh=False)
        bar.update(epoch - 1 + share - bar.n)

    with bar:
        metrics = run.find_or_train(
            config,
            folder,
            arguments.mnist_dir,
            on_batch=on_batch,
            checkpoint_minutes=arguments.checkpoint_minutes,
            on_compile=lambda: bar.write(
                f"compiling {config.model} with {engine.NAMES[engine.current()[0]]}", file=sys.stderr
            ),
        )
    test = metrics["test"]
    print("test ELBO {elbo:.2f}, reconstruction {reconstruction:.2f}, KL of z {kl_z:.2f} nats per image".format(**test))
    print("{} of {} code dimensions in use; in {}".format(metrics["dimensions_in_use"], config.dim_z, folder))
    for line in metrics["restarts"]:
        print("trained again after seed {}: {}".format(line["seed"], ", ".join(line["signs"])))
    if metrics["signs"]:
        print(
            "signs of a bad local minimum: {} (--restarts N trains again from other seeds)".format(
                ", ".join(metrics["signs"])
            )
        )


def _demo(arguments):
    from reproduce.cli import demo

    print(demo.make(arguments.results, arguments.epochs, jobs=arguments.jobs, scheduler=arguments.scheduler))


def _doctor(arguments):
    from reproduce.cli import doctor

    return 1 if doctor.examine(arguments.results, arguments.mnist_dir) else 0


COMMANDS = {
    "table1": _table1,
    "figures": _figures,
    "weights": _weights,
    "quality": _quality,
    "priors": _priors,
    "likelihood": _likelihood,
    "claims": _claims,
    "readings": _readings,
    "denoising": _denoising,
    "recovery": _recovery,
    "report": _report,
    "all": _all,
    "train": _train,
    "demo": _demo,
    "doctor": _doctor,
}
