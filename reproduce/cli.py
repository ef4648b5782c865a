"""The command ``reproduce``: thin, the work is in the modules it calls."""

import os
import sys

from reproduce import device, engine
from reproduce.arguments import parser_of, settings_from
from reproduce.config import Config
from reproduce.errors import INTERRUPTED, ConfigError, StackError, UserError


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
        print("reproduce: {}".format(error), file=sys.stderr)
        return error.exit_code
    except ImportError as error:
        print("reproduce: {}".format(error), file=sys.stderr)
        return StackError.exit_code
    except KeyboardInterrupt:
        print("\nreproduce: interrupted; the same command goes on from the last checkpoint", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _table1(arguments):
    from reproduce import render, table1

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
    from figures.options import Options
    from reproduce import export

    options, folder = Options(settings_from(arguments)), _weights_folder(arguments)
    print(export.text(*export.make(options, _store(arguments), folder)))
    print("Written to {}".format(folder))


def _quality(arguments):
    from reproduce import quality

    options, folder = _options(arguments)
    table = quality.make(options, _store(arguments))
    quality.write(table, folder)
    _show(quality, table, os.path.join(folder, "sample_quality.{json,md}"))


def _priors(arguments):
    from reproduce import priors

    options, folder = _options(arguments)
    rows = priors.make(options, _store(arguments))
    priors.write(rows, folder)
    _show(priors, rows, os.path.join(folder, "priors.{json,md}"))


def _denoising(arguments):
    from figures import denoising as figure
    from figures import make
    from figures.options import Options
    from reproduce import denoising, destination

    options, store = Options(settings_from(arguments), arguments.seeds), _store(arguments)
    folder = os.path.join(arguments.results, destination.subfolder(options.settings))
    table = denoising.make(options, store)
    denoising.write(table, folder)
    make.write(figure, options, store, os.path.join(folder, "denoising"))
    _show(denoising, table, os.path.join(folder, "denoising.{json,md,png,pdf,csv}"))


def _likelihood(arguments):
    from reproduce import likelihood_table

    options, folder = _options(arguments)
    rows = likelihood_table.make(options, _store(arguments), draws=arguments.posterior_draws, images=arguments.images)
    likelihood_table.write(rows, folder)
    _show(likelihood_table, rows, os.path.join(folder, "likelihood.{json,md}"))


def _claims(arguments):
    from reproduce import claims, everything

    options, folder = _options(arguments)
    evaluated = everything.judge(options, _store(arguments), folder)
    print(claims.text(evaluated))
    print("\nWritten to {}".format(os.path.join(folder, "claims.{json,csv,md}")))


def _readings(arguments):
    from reproduce import destination, readings, render

    settings = settings_from(arguments)
    inputs = readings.ALL_MODELS if arguments.all_models else None
    made = readings.make(_store(arguments), readings.layouts(arguments.seeds, settings, inputs, arguments.only))
    folder = os.path.join(arguments.results, destination.subfolder(settings))
    readings.write(made, folder)
    print(render.text_table(*readings.render_readings(made)))
    print("\nWritten to {}".format(os.path.join(folder, "readings.{json,md}")))


def _recovery(arguments):
    from reproduce import destination, recovery

    settings = settings_from(arguments)
    table = recovery.make(settings, arguments.seeds, _store(arguments))
    folder = os.path.join(arguments.results, destination.subfolder(settings))
    recovery.write(table, folder)
    print("{}\n\nWritten to {}".format(recovery.text(table), os.path.join(folder, "pose.{json,md}")))


def _report(arguments):
    from reproduce import report

    _, folder = _options(arguments)
    print("Written to {}".format(report.make(folder)))


def _all(arguments):
    from reproduce import everything

    options, folder = _options(arguments)
    print("Written to {}, its report to {}".format(folder, everything.make_all(options, _store(arguments), folder)))


def _show(module, content, path):
    """Print a table and its caption, as `module` renders the `content`, and where it was written."""
    from reproduce import render

    print(render.text_table(*module.render_table(content)))
    print("\n{}\nWritten to {}".format(module.caption(content), path))


def _options(arguments):
    """What is asked of figures, and the folder of what comes of it."""
    from figures.options import Options
    from reproduce import destination

    options = Options(settings_from(arguments), arguments.seeds, arguments.sample_pose, arguments.draws,
                      arguments.count)
    return options, os.path.join(arguments.results, destination.subfolder(options.settings, options.is_changed))


def _store(arguments):
    root = os.path.join(arguments.results, "runs")
    if getattr(arguments, "pretrained", False):
        from reproduce import pretrained
        from reproduce.pretrained_store import PretrainedStore

        if arguments.scheduler:
            raise ConfigError("--scheduler is of no use beside --pretrained, which trains nothing")
        return PretrainedStore(root, pretrained.find(_weights_folder(arguments)), arguments.mnist_dir, arguments.jobs)
    from reproduce.store import Store

    return Store(root, arguments.mnist_dir, arguments.jobs, arguments.scheduler)


def _weights_folder(arguments):
    from reproduce import destination

    return os.path.join(arguments.results, destination.subfolder(settings_from(arguments)), "weights")


def _of_weights(arguments):
    """The subfolder that keeps what was made from pretrained weights apart from what was made from trainings."""
    return "pretrained" if getattr(arguments, "pretrained", False) else ""


def _train(arguments):
    from reproduce import data, files, progress, runs

    settings = settings_from(arguments)
    if arguments.config:
        settings = dict(runs.read_config(arguments.config).to_dict(), **settings)
    config = Config.from_dict(settings)
    folder = arguments.out or runs.run_folder(config, os.path.join(arguments.results, "runs"))
    runs.check_same_config(config, folder)
    runs.check_no_other_files(folder)
    if runs.is_finished(folder):
        print("already trained: {}".format(folder))
    else:
        data.load(config.dataset, mnist_dir=arguments.mnist_dir)  # before a folder and a bar: is it there?
        files.make_folder(folder)
    bar = progress.bar(total=config.epochs, unit="epoch", desc=config.model, disable=runs.is_finished(folder),
                       bar_format="{l_bar}{bar}| {n:.2f}/{total} epochs [{elapsed}, {remaining} left{postfix}]")

    def on_batch(epoch, share, elbo):
        bar.set_postfix(elbo="{:.2f}".format(elbo), refresh=False)
        bar.update(epoch - 1 + share - bar.n)

    with bar:
        metrics = runs.find_or_train(config, folder, arguments.mnist_dir, on_batch=on_batch,
                                     checkpoint_minutes=arguments.checkpoint_minutes,
                                     on_compile=lambda: bar.write("compiling {} with {}".format(
                                         config.model, engine.NAMES[engine.current()[0]]), file=sys.stderr))
    test = metrics["test"]
    print("test ELBO {elbo:.2f}, reconstruction {reconstruction:.2f}, KL of z {kl_z:.2f} nats per image".format(**test))
    print("{} of {} code dimensions in use; in {}".format(metrics["dimensions_in_use"], config.dim_z, folder))
    for line in metrics["restarts"]:
        print("trained again after seed {}: {}".format(line["seed"], ", ".join(line["signs"])))
    if metrics["signs"]:
        print("signs of a bad local minimum: {} (--restarts N trains again from other seeds)".format(
            ", ".join(metrics["signs"])))


def _demo(arguments):
    from reproduce import demo

    print(demo.make(arguments.results, arguments.epochs, jobs=arguments.jobs, scheduler=arguments.scheduler))


def _doctor(arguments):
    from reproduce import doctor

    return 1 if doctor.examine(arguments.results, arguments.mnist_dir) else 0


COMMANDS = {"table1": _table1, "figures": _figures, "weights": _weights, "quality": _quality, "priors": _priors,
            "likelihood": _likelihood, "claims": _claims, "readings": _readings, "denoising": _denoising,
            "recovery": _recovery, "report": _report, "all": _all, "train": _train, "demo": _demo, "doctor": _doctor}
