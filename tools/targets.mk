# Written by `python -m reproduce.cli.targets`: the experiments that are declared in reproduce/experiments.
EXPERIMENTS = table1 figure1 figure2 figure3 figure4 figure5 figure6 figure7 figure8 figure9 figure10 figure11 figure12 quality priors likelihood recovery denoising discrete conditional readings statements

## table1         linear SVMs on the codes of eight models                                      16 min
## figure1        the latent variable model                                                     10 s
## figure2        the variational autoencoder's model                                           10 s
## figure3        the model with pose                                                           10 s
## figure4        the architectures, drawn from the networks                                    10 s
## figure5        reconstruction error against the dimension of the code                        80 min
## figure6        samples of VAE and Affine-TVAE                                                12 min
## figure7        samples of Affine-TVAE and Affine-DTVAE                                       18 min
## figure8        the test images in two dimensions, by class                                   12 min
## figure9        samples of Affine-TVAE and TPS-TVAE at 30 dimensions                          6 min
## figure10       samples in poses drawn from normal priors                                     12 min
## figure11       samples in poses drawn from full normal priors, with a sweep over their rank  30 min
## figure12       templates in a good and in a poor local minimum                               18 min
## quality        how good the samples of figures 6, 7 and 9 are, measured                      15 min
## priors         priors on the pose: the bound, and how far they move                          1 h
## likelihood     log p(x) by importance sampling, beside the bound                             90 min
## recovery       do the poses inferred follow the digits' own                                  20 min
## denoising      models trained on noisy images, as denoisers                                  45 min
## discrete       does a discrete code beside z recover the classes                             30 min
## conditional    models that see the class: the bound, and samples by class                    20 min
## readings       Table 1's models under other readings of the thesis                           hours
## statements     do your own images confirm what the thesis says                               45 min
